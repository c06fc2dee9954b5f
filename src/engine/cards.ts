import type { ChannelLimits } from '../contract/channel.ts'
import type { Content } from '../contract/message.ts'

/** What a channel is given to show: cards as a list below the text where it has none of its own. */
export function forChannel(content: Content, { cards: has }: Pick<ChannelLimits, 'cards'>): Content {
  const { cards, ...rest } = content
  if (cards === undefined || has !== undefined) return content
  const lines = cards.map(({ title, subtitle, url }) => {
    const more = subtitle ? `: ${subtitle}` : ''
    return `- [${title.replaceAll(/[[\]]/g, '')}](${url})${more}`
  })
  return { ...rest, text: [content.text, lines.join('\n')].filter(Boolean).join('\n\n') }
}

import type { ChannelLimits } from '../../src/contract/channel.ts'
import type { Citation, Content } from '../../src/contract/message.ts'
import type { Activity, ActivityAttachment } from './activity.ts'

/** What one message of the bot may be here; clients scroll, so these are ours, not a provider's. */
export const limits: ChannelLimits = { textLength: 8000, textUnit: 'characters', choices: 10 }

const TITLE_LENGTH = 60

/** A source beside an answer, in `channelData.citations`. Part of the public interface for embedding clients. */
export interface WebCitation {
  /** Title of the page. */
  title: string
  /** Heading path inside the page, outermost first. */
  heading: string[]
  /** Where the page can be read; absent when only its title may be shown. */
  url?: string
  /** The words of the page that support the answer. */
  quote: string
}

/**
 * The activities for one message: the text as Markdown, split when it is too long, with choices and sources on the last.
 * Sources travel three ways: `channelData.citations` for the widget, a schema.org entity for clients that know it, and
 * a Markdown attachment that every client shows.
 */
export function render(content: Content): Activity[] {
  const parts = split(choicesAsText(content), limits.textLength)
  return parts.map((text, index) => {
    const activity: Activity = { type: 'message', text, textFormat: 'markdown', inputHint: 'acceptingInput' }
    return index === parts.length - 1 ? { ...activity, ...extras(content) } : activity
  })
}

function extras(content: Content): Partial<Activity> {
  const extra: Partial<Activity> = {}
  const citations = content.citations.map(citationOf)
  if (citations.length > 0) {
    extra.channelData = { citations }
    extra.entities = [citationEntity(citations)]
    extra.attachments = [sourcesAttachment(citations)]
  }
  if (content.choices.length > 0 && content.choices.length <= limits.choices)
    extra.suggestedActions = {
      actions: content.choices.map(({ title, value }) => ({
        type: title === value ? 'imBack' : 'postBack',
        title: title.slice(0, TITLE_LENGTH).toWellFormed(),
        value,
      })),
    }
  return extra
}

/** More choices than buttons become a numbered list under the text. */
function choicesAsText({ text, choices }: Content): string {
  if (choices.length <= limits.choices) return text
  return [text, '', ...choices.map(({ title }, index) => `${index + 1}. ${title}`)].join('\n')
}

function citationOf({ title, heading, url, quote }: Citation): WebCitation {
  return { title, heading, ...(url ? { url } : {}), quote }
}

/** "Page › Heading", as shoppers read it. */
export function sourceLabel({ title, heading }: Pick<WebCitation, 'title' | 'heading'>): string {
  const last = heading.at(-1)
  return last && last !== title ? `${title} › ${last}` : title
}

function citationEntity(citations: WebCitation[]): Record<string, unknown> {
  return {
    type: 'https://schema.org/Message',
    '@type': 'Message',
    '@context': 'https://schema.org',
    citation: citations.map((citation, index) => ({
      '@type': 'Claim',
      position: index + 1,
      appearance: {
        '@type': 'DigitalDocument',
        name: sourceLabel(citation),
        abstract: citation.quote,
        ...(citation.url ? { url: citation.url } : {}),
      },
    })),
  }
}

function sourcesAttachment(citations: WebCitation[]): ActivityAttachment {
  const lines = citations.map((citation) => {
    const label = sourceLabel(citation).replace(/[[\]\\`*_<>]/g, String.raw`\$&`)
    return `- ${citation.url ? `[${label}](<${citation.url.replace(/[<>\s]/g, encodeURIComponent)}>)` : label}`
  })
  return { contentType: 'text/markdown', name: 'sources', content: lines.join('\n') }
}

/** Cuts at a paragraph, a line or a space, in this order, so that no part is longer than `length`. */
export function split(text: string, length: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > length) {
    const head = rest.slice(0, length)
    const at = [head.lastIndexOf('\n\n'), head.lastIndexOf('\n'), head.lastIndexOf(' ')].find(
      (place) => place > length / 2,
    )
    // Never between the halves of a surrogate pair.
    const end = at ?? (/[\ud800-\udbff]$/.test(head) ? length - 1 : length)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest]
}

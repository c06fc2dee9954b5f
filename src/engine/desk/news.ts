import type { DeskNews, Said } from '../../contract/desk.ts'
import type { Content, Inbound } from '../../contract/message.ts'

type Told = Pick<
  Inbound,
  'kind' | 'externalId' | 'from' | 'at' | 'text' | 'attachments' | 'replyTo' | 'choice'
>

/** What the desk is told of a shopper's message; undefined when it is nothing for a person. */
export function newsOf(message: Told): DeskNews | undefined {
  const { kind, externalId, replyTo, text = '' } = message
  if (kind === 'status' || kind === 'event') return undefined
  if (kind === 'delete') return replyTo === undefined ? undefined : { kind: 'deleted', externalId: replyTo }
  if (kind === 'reaction') return { kind: 'reaction', externalId: replyTo ?? externalId, text }
  if (kind === 'edit' && replyTo !== undefined) return { kind: 'edited', externalId: replyTo, text }
  return { kind: 'shopper', said: saidByShopper(message), externalId }
}

/** A shopper's message as one thing said. */
export function saidByShopper(message: Omit<Told, 'kind' | 'externalId' | 'replyTo'>): Said {
  const { from, at, text, choice, attachments } = message
  return {
    who: 'shopper',
    ...(from.name === undefined ? {} : { name: from.name }),
    at,
    text: text || choice || '',
    attachments,
  }
}

/** What the bot or an agent says, for the feed. */
export function sayingNews(
  key: string,
  content: Content,
  at: Date,
  agent?: { name: string },
): DeskNews & { kind: 'saying' } {
  return { kind: 'saying', key, said: saidByShop(content, at, agent) }
}

export function saidByShop(content: Content, at: Date, agent?: { name: string }): Said {
  return {
    who: agent ? 'agent' : 'bot',
    ...(agent ? { name: agent.name } : {}),
    at: at.toISOString(),
    text: content.text,
    attachments: (content.files ?? []).map(({ name, contentType, data }) => ({
      contentType,
      name,
      bytes: Math.floor((data.length * 3) / 4),
    })),
    ...(content.choices.length === 0 ? {} : { choices: content.choices.map((choice) => choice.title) }),
  }
}

/** Where a conversation is: the channel, the shop's account on it, and the provider's thread or shopper id. */
export interface Address {
  channel: string
  account: string
  thread: string
}

export type InboundKind = 'text' | 'media' | 'choice' | 'reaction' | 'edit' | 'delete' | 'status' | 'event'

export interface Attachment {
  contentType: string
  name?: string
  url?: string
  bytes?: number
}

/** The normal form of whatever a channel receives. Words follow the Bot Framework's Activity where it has them. */
export interface Inbound extends Address {
  /** The provider's id of this message; (channel, account, externalId) is unique, so a redelivery is harmless. */
  externalId: string
  kind: InboundKind
  from: { id: string; name?: string }
  /** The provider's clock, ISO 8601 with zone. */
  at: string
  text?: string
  attachments: Attachment[]
  /** externalId of the message this one answers, edits, deletes or reacts to. */
  replyTo?: string
  /** The value behind the button or list row that was chosen. */
  choice?: string
  /** BCP 47 tag, when the provider tells it. */
  locale?: string
}

/** One source of an answer: the page, the heading in it, and the very words that support the answer. */
export interface Citation {
  pageId: number
  title: string
  /** Heading path inside the page, outermost first. */
  heading: string[]
  /** Where the shopper may read it; absent when the source shows titles only. */
  url?: string
  quote: string
}

export interface Choice {
  title: string
  value: string
}

/** What the bot or an agent says, before a channel renders it. `text` is a small Markdown: paragraphs, lists, bold, links. */
export interface Content {
  text: string
  citations: Citation[]
  choices: Choice[]
}

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

/** How far a message that we sent has come, as the provider tells it. Only ever goes forward: sent, delivered, read; or failed. */
export type DeliveryState = 'sent' | 'delivered' | 'read' | 'failed'

/** News of a message that we sent; its id is in `replyTo`. */
export interface DeliveryStatus {
  state: DeliveryState
  /** Why it failed, in the provider's words or by its code. */
  reason?: string
  /** On the telephone: what the shopper really heard of it, when they interrupted. Empty when nothing. */
  heard?: string
}

/**
 * That the writer holds an e-mail address (lower case) or a telephone number (E.164), vouched for by the provider itself: a sender whose
 * domain authenticated the mail, the number of a WhatsApp account. What somebody merely says is none.
 */
export interface Proof {
  kind: 'email' | 'phone'
  value: string
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
  /** Only with the kind `status`. */
  status?: DeliveryStatus
  proofs?: Proof[]
  /** Anybody may have put this name under the message, as under a mail: no people are linked on its word. */
  unproved?: true
  /** The channel itself knows that a person is needed (a key that asks for one, a call that nobody took): handed off without an answer. */
  wants?: 'person'
}

/** What a provider sent that is no message for the engine, and why: it is counted by its reason, never dropped in silence. */
export interface Ignored {
  /** A few words, without anything of the message's content. The same words for the same cause. */
  reason: string
}

/** What a provider's payload comes to. */
export interface Parsed {
  messages: Inbound[]
  ignored: Ignored[]
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

/** One of several things shown side by side, such as products. */
export interface Card {
  title: string
  /** A line below it, such as a price. */
  subtitle?: string
  /** Reachable from outside, since the provider fetches it. */
  imageUrl?: string
  /** Where it leads. */
  url: string
  /** Words on its button, in the shopper's language. */
  action: string
}

/** A file that an agent sends. */
export interface OutgoingFile {
  name: string
  contentType: string
  /** Base64. */
  data: string
}

/** A message that the provider approved beforehand, for when its reply window is closed. */
export interface Template {
  name: string
  /** BCP 47. */
  language: string
  parameters: string[]
}

/** What the bot or an agent says, before a channel renders it. `text` is a small Markdown: paragraphs, lists, bold, links. */
export interface Content {
  text: string
  citations: Citation[]
  choices: Choice[]
  /** Shown behind the text; where a channel has no cards, the engine writes them below it. */
  cards?: Card[]
  /** Only agents send files. */
  files?: OutgoingFile[]
  /** Sent in place of the text, which then says what the template will read as. */
  template?: Template
  /**
   * Set where the text promises that a colleague will reply: `answered` is what it answers all the same, often nothing. A channel on
   * which nobody can reply later (a call) says that, and puts the shopper through.
   */
  handoff?: { answered: string }
  /** One sentence of an answer that goes on; only channels that stream get one. */
  continues?: true
}

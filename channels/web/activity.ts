/**
 * An activity as it travels over Direct Line: the fields that are used here, named as in the Bot Framework's schema. All
 * others that a client sends are kept out of the transcript.
 */
export interface Activity {
  type: string
  id?: string
  timestamp?: string
  localTimestamp?: string
  channelId?: string
  conversation?: { id: string }
  from?: { id: string; name?: string; role?: string }
  recipient?: { id: string; name?: string; role?: string }
  locale?: string
  text?: string
  textFormat?: 'markdown' | 'plain'
  inputHint?: string
  suggestedActions?: { actions: CardAction[]; to?: string[] }
  attachments?: ActivityAttachment[]
  entities?: Record<string, unknown>[]
  channelData?: Record<string, unknown>
  replyToId?: string
  name?: string
  value?: unknown
}

export interface CardAction {
  type: string
  title: string
  value: string
}

export interface ActivityAttachment {
  contentType: string
  content?: unknown
  contentUrl?: string
  name?: string
}

/** What goes to a client at a time: over the socket a frame, over HTTP an answer. */
export interface ActivitySet {
  activities: Activity[]
  watermark: string
}

/** A place in a conversation, as the wire writes it. */
export function activityId(conversation: string, seq: number): string {
  return `${conversation}|${String(seq).padStart(7, '0')}`
}

/** Reads a watermark: the number of the last activity seen. Anything unreadable means "from the beginning". */
export function readWatermark(text: unknown): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) return 0
  return Number(text)
}

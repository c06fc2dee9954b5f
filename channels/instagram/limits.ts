import type { ChannelLimits } from '../../src/contract/channel.ts'

/** What Instagram's messaging API sets; a reply may leave 24 hours after the shopper's message, a person's 7 days after. */
export const limits = {
  textLength: 1000,
  textUnit: 'bytes',
  choices: 13,
  cards: 10,
  replyWindowHours: 24,
  humanWindowHours: 168,
} as const satisfies ChannelLimits

/** Longest title of a quick reply, in characters; Instagram cuts longer ones. */
export const CHOICE_TITLE = 20
/** Longest title of a card, and longest line below it, in characters. */
export const CARD_TEXT = 80
/** Longest payload of a quick reply that is sent; Instagram would take 1000 characters. */
export const CHOICE_PAYLOAD = 900
/** A webhook may bundle a thousand updates. */
export const WEBHOOK_BYTES = 4 * 1024 * 1024

import type { ChannelLimits } from '../../src/contract/channel.ts'

/** How the telephone is set up. */
export interface VoiceSettings {
  accountSid: string
  /** Signs the webhooks, and opens the REST API. */
  authToken: string
  /** The shop's number, E.164. */
  number: string
  /** `relay` streams over a socket (ConversationRelay); `gather` asks turn by turn. */
  mode: 'relay' | 'gather'
  /** BCP 47: how callers are greeted. */
  language: string
  /** Origin of Twilio's REST API. */
  apiUrl: string
  /** Our address as Twilio calls it; by default what each request says. */
  publicUrl?: string
  shopName: string
  /** Words that the recognition should expect, such as names of products. */
  hints?: readonly string[]
  /** Number or SIP address that callers are put through to. */
  transferTo?: string
  /** Twilio queue that they wait in instead. */
  transferQueue?: string
  /** Whether somebody is there to take a transfer; always, unless told. */
  staffed?: (at: Date) => boolean
  timing?: Partial<VoiceTiming>
}

/** Patience of the line, in milliseconds unless the name says otherwise. */
export interface VoiceTiming {
  /** How long a webhook waits for the answer before it says that one is looking it up. */
  answerMs: number
  /** How long each further webhook waits. */
  pollMs: number
  /** After so many of them the caller gets a person or a call-back. */
  polls: number
  /** Between looks into the tables, should a signal be lost. */
  lookMs: number
  /** Seconds of silence before the caller is asked whether they are there. */
  silenceSeconds: number
  /** Seconds that a colleague's telephone rings. */
  ringSeconds: number
  /** Seconds that a caller waits in the queue before a call-back is offered. */
  queueSeconds: number
  /** Sockets that are opened again in one call before it goes on by Gather. */
  reconnects: number
  /** For one request to Twilio's REST API. */
  requestMs: number
}

export const defaultTiming: VoiceTiming = {
  answerMs: 3000,
  pollMs: 4000,
  polls: 8,
  lookMs: 2000,
  silenceSeconds: 6,
  ringSeconds: 25,
  queueSeconds: 120,
  reconnects: 2,
  requestMs: 10_000,
}

/** Longest stretch of speech without a pause for the caller; about forty seconds. Ours, not Twilio's. */
const SPEECH_LENGTH = 600
/** More than a listener keeps in mind; those beyond are spoken all the same, up to the keys 1 to 9. */
const SPOKEN_CHOICES = 5

export const limits: ChannelLimits = {
  textLength: SPEECH_LENGTH,
  textUnit: 'characters',
  choices: SPOKEN_CHOICES,
}

/** Sentences said in one go; for more the caller is asked. */
export const SENTENCES = 3
/** Below this many characters, short sentences do not count. */
export const SHORT_SPEECH = 160
/** A confidence of the recognition below this is a guess. Exactly 0 is sent by models that give none. */
export const SURE = 0.4

/** About how long a voice takes to say something, in seconds. */
export function spokenSeconds(lines: readonly string[]): number {
  return lines.join(' ').length / SPEECH_RATE
}

/** Characters a second. */
const SPEECH_RATE = 15

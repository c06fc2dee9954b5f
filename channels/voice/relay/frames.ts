import type { Inbound, Parsed } from '../../../src/contract/message.ts'
import { callerOf, shopperOf } from '../parse.ts'

/** A frame that Twilio sends over the relay's socket. */
export type Frame =
  | {
      type: 'setup'
      sessionId: string
      callSid: string
      from: string
      to: string
      callerName?: string
    }
  | { type: 'prompt'; voicePrompt: string; lang?: string; last: boolean }
  | { type: 'dtmf'; digit: string }
  | { type: 'interrupt'; utterance: string }
  | { type: 'error'; description: string }

/** A frame that we send. */
export type OutFrame =
  | { type: 'text'; token: string; last: boolean; lang?: string; interruptible?: boolean }
  | { type: 'language'; ttsLanguage: string; transcriptionLanguage: string }
  | { type: 'end'; handoffData: string }

/** Whose frame it is, and which one of theirs. */
export interface Session {
  session: string
  call: string
  account: string
  caller: string | undefined
  /** Our own count: Twilio numbers nothing. */
  sequence: number
  at: string
}

/** A frame out of its session, as a file holds it. */
export const UNKNOWN_SESSION = { session: 'unknown', call: 'unknown', account: 'unknown', caller: undefined }

const OURS = new Set(['text', 'play', 'sendDigits', 'language', 'end'])

/** Reads a frame; undefined when it is none that is known. */
export function readFrame(value: unknown): Frame | undefined {
  if (!isRecord(value)) return undefined
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '')
  switch (value.type) {
    case 'setup': {
      const name = text('callerName')
      const frame = {
        sessionId: text('sessionId'),
        callSid: text('callSid'),
        from: text('from'),
        to: text('to'),
      }
      if (frame.callSid === '' || frame.sessionId === '') return undefined
      return { type: 'setup', ...frame, ...(name ? { callerName: name } : {}) }
    }
    case 'prompt': {
      if (typeof value.voicePrompt !== 'string') return undefined
      const lang = text('lang')
      // Only partial prompts say that they are not the last.
      return {
        type: 'prompt',
        voicePrompt: value.voicePrompt,
        last: value.last !== false,
        ...(lang ? { lang } : {}),
      }
    }
    case 'dtmf':
      return /^[0-9*#A-D]$/.test(text('digit')) ? { type: 'dtmf', digit: text('digit') } : undefined
    case 'interrupt':
      return typeof value.utteranceUntilInterrupt === 'string'
        ? { type: 'interrupt', utterance: value.utteranceUntilInterrupt }
        : undefined
    case 'error':
      return { type: 'error', description: text('description') }
    default:
      return undefined
  }
}

/** The normal form of one frame. */
export function parseFrame(value: unknown, session: Session): Parsed {
  const frame = readFrame(value)
  if (!frame) {
    const ours = isRecord(value) && OURS.has(String(value.type))
    return ignored(ours ? 'a frame that we send' : 'a frame that is not known')
  }
  switch (frame.type) {
    case 'setup': {
      const caller = callerOf({ From: frame.from })
      const whose = {
        ...session,
        session: frame.sessionId,
        call: frame.callSid,
        account: frame.to || 'unknown',
        caller,
      }
      const from = shopperOf(frame.callSid, caller, frame.callerName)
      return one({
        ...base(whose),
        from,
        externalId: `${frame.sessionId}:setup`,
        kind: 'event',
        text: 'A call came in.',
      })
    }
    case 'prompt': {
      if (!frame.last) return ignored('a part of a prompt')
      if (frame.voicePrompt.trim() === '') return ignored('a prompt without words')
      const locale = frame.lang ? { locale: frame.lang } : {}
      return one({ ...base(session), ...locale, kind: 'text', text: frame.voicePrompt })
    }
    case 'dtmf':
      return one({ ...base(session), kind: 'choice', text: frame.digit, choice: frame.digit })
    case 'interrupt':
      return one({
        ...base(session),
        kind: 'event',
        text: `The caller interrupted after: ${frame.utterance}`,
      })
    case 'error':
      return ignored('an error that the relay reports')
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function base({ session, call, account, caller, sequence, at }: Session) {
  return {
    channel: 'voice',
    account,
    thread: call,
    externalId: `${session}:${sequence}`,
    from: shopperOf(call, caller),
    at,
    attachments: [],
  }
}

function one(message: Inbound): Parsed {
  return { messages: [message], ignored: [] }
}

function ignored(reason: string): Parsed {
  return { messages: [], ignored: [{ reason }] }
}

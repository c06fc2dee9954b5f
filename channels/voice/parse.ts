import { createHash } from 'node:crypto'
import type { Inbound, Parsed, Proof } from '../../src/contract/message.ts'

/** A webhook of a call: its fields, and what tells it from every other. */
export interface CallHook {
  /** Fields of the form, or of the query of a GET. */
  fields: Record<string, string>
  /** Our own `step` of the address, new in each TwiML. */
  step?: string
  /** Twilio's `I-Twilio-Idempotency-Token`, the same when it delivers again. */
  token?: string
  /** When it came in, ISO 8601: Twilio tells a time only at the end of a call. */
  at: string
  /** BCP 47: what the recognition listened for. */
  language?: string
}

const ENDED = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled'])
/** Numbers that networks show in place of one that is withheld; the last four spell ANONYMOUS, RESTRICTED, UNAVAILABLE and UNKNOWN. */
const WITHHELD =
  /^(?:|anonymous|restricted|unavailable|unknown|private|\+?266696687|\+?7378742833|\+?86282452253|\+?8656696)$/i

/** The normal form of one webhook of a call. The conversation is the call, the shopper is the caller's number. */
export function parse(hook: CallHook): Parsed {
  const { fields } = hook
  if (Object.keys(fields).length === 0) return ignored('an empty body')
  if (fields.MessageSid ?? fields.SmsSid ?? fields.SmsMessageSid) return ignored('a text message, not a call')
  if (!fields.CallSid) return noCall(hook)
  const message = saidIn(hook) ?? happenedIn(hook)
  return message ? { messages: [message], ignored: [] } : ignored('a call status without news')
}

/** Fields without a call: only what was said can be told. */
function noCall(hook: CallHook): Parsed {
  const { fields } = hook
  const said = (fields.SpeechResult ?? fields.Digits) === undefined ? undefined : saidIn(hook)
  return said ? { messages: [said], ignored: [] } : ignored('no call is named')
}

function ignored(reason: string): Parsed {
  return { messages: [], ignored: [{ reason }] }
}

/** What the caller said, keyed in, or recorded. */
function saidIn(hook: CallHook): Inbound | undefined {
  const { SpeechResult, Digits, RecordingUrl } = hook.fields
  if (RecordingUrl)
    return { ...base(hook), kind: 'media', attachments: [{ contentType: 'audio/x-wav', url: RecordingUrl }] }
  if (SpeechResult?.trim()) return { ...base(hook), kind: 'text', text: SpeechResult }
  if (Digits) return { ...base(hook), kind: 'choice', text: Digits, choice: Digits }
  return undefined
}

/** What happened to the call itself. */
function happenedIn(hook: CallHook): Inbound | undefined {
  const { CallStatus, CallSid, CallDuration, Timestamp, DialCallStatus, QueueResult } = hook.fields
  if (DialCallStatus ?? QueueResult)
    return { ...base(hook), kind: 'event', text: `The transfer ended: ${DialCallStatus ?? QueueResult}.` }
  if (CallStatus && ENDED.has(CallStatus)) {
    const seconds = CallDuration ? ` after ${CallDuration} seconds` : ''
    const at = Timestamp && !Number.isNaN(Date.parse(Timestamp)) ? new Date(Timestamp).toISOString() : hook.at
    const text = `The call ended${seconds}: ${CallStatus}.`
    return { ...base(hook), externalId: `${CallSid}:${CallStatus}`, kind: 'event', text, at }
  }
  if (CallStatus === 'ringing' || CallStatus === 'queued')
    return { ...base(hook), externalId: `${CallSid}:started`, kind: 'event', text: 'A call came in.' }
  return undefined
}

function base(hook: CallHook) {
  const { fields } = hook
  const call = fields.CallSid || 'unknown'
  const caller = callerOf(fields)
  const proofs = proofsOf(fields, caller)
  return {
    channel: 'voice',
    account: accountOf(fields),
    thread: call,
    externalId: `${call}:${hook.token ?? hook.step ?? digest(fields)}`,
    from: shopperOf(call, caller, fields.CallerName),
    at: hook.at,
    attachments: [],
    ...(hook.language ? { locale: hook.language } : {}),
    ...(proofs.length > 0 ? { proofs } : {}),
  }
}

/** The number called. */
export function accountOf(fields: Record<string, string>): string {
  return fields.To || fields.Called || 'unknown'
}

/** The caller's number or SIP address; undefined when it is withheld. */
export function callerOf(fields: Record<string, string>): string | undefined {
  const from = (fields.From ?? fields.Caller ?? '').trim()
  return WITHHELD.test(from) || /^sip:anonymous@/i.test(from) ? undefined : from
}

/** Who withholds their number is somebody else in every call. */
export function shopperOf(call: string, caller: string | undefined, name?: string): Inbound['from'] {
  return { id: caller ?? `anonymous:${call}`, ...(name ? { name } : {}) }
}

/** A caller's number is easily forged: it is proof only where the network attested it in full (STIR/SHAKEN). */
function proofsOf(fields: Record<string, string>, caller: string | undefined): Proof[] {
  const attested = fields.StirVerstat === 'TN-Validation-Passed-A'
  return attested && caller !== undefined && /^\+\d{6,15}$/.test(caller)
    ? [{ kind: 'phone', value: caller }]
    : []
}

/** Only where neither token nor step tells a webhook from its like. */
function digest(fields: Record<string, string>): string {
  const sorted = Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

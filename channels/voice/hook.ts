import type { WebhookRequest } from '../../src/contract/channel.ts'
import { readForm } from './form.ts'
import type { CallHook } from './parse.ts'

/** A verified webhook, read. */
export interface Hook extends CallHook {
  call: string
  /** Behind the channel's prefix, without slashes: `gather`. */
  path: string
  query: Record<string, string>
  /** Our address as Twilio called it, up to the channel's prefix. */
  base: string
  /** Tells this webhook from every other; the same when it is delivered again. */
  token: string
}

export function readHook(request: WebhookRequest, at: Date): Hook {
  const { fields } = readForm(request.body)
  // A number may be set to GET: then the query holds the fields.
  const all = request.method === 'GET' ? { ...request.query, ...fields } : fields
  const path = request.path.replaceAll('/', '')
  const token = request.headers['i-twilio-idempotency-token'] ?? request.query.step
  return {
    fields: all,
    call: callSid(all.CallSid),
    path: path === '' ? 'incoming' : path,
    query: request.query,
    base: baseOf(request),
    token: token ?? crypto.randomUUID(),
    ...(token === undefined ? {} : { token }),
    at: at.toISOString(),
  }
}

/** What can be kept as the id of a call: Twilio's have 34 letters and digits. */
function callSid(given = ''): string {
  return /^[\x21-\x7e]{1,100}$/.test(given) ? given : ''
}

function baseOf({ url, path }: WebhookRequest): string {
  const address = new URL(url)
  const whole = address.pathname
  return `${address.origin}${whole.slice(0, whole.length - path.length)}`.replace(/\/$/, '')
}

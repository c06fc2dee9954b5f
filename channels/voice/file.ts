import { TributaryError } from '../../src/contract/errors.ts'
import type { Parsed } from '../../src/contract/message.ts'
import { readForm } from './form.ts'
import { parse } from './parse.ts'
import { isRecord, parseFrame, UNKNOWN_SESSION } from './relay/frames.ts'

const FORM = /^[\w.-]+=[^\s&]*(?:&[\w.-]+=[^\s&]*)*&?$/

/**
 * The normal form of what a file holds: a webhook's form or query, the same with its HTTP head, or a frame of the relay's socket.
 * @throws input.invalid when it is none of them
 */
export function parseFile(name: string, bytes: Uint8Array): Parsed {
  const text = Buffer.from(bytes).toString('utf8').trim()
  const at = new Date().toISOString()
  if (text === '') return { messages: [], ignored: [{ reason: 'an empty body' }] }
  if (FORM.test(text)) return parse({ fields: readForm(text).fields, at })
  if (/^(?:POST|GET) \S+ HTTP\/1\.[01]\r?\n/.test(text)) return parseHttp(text, at)
  if (text.startsWith('{') || text.startsWith('[')) return parseJson(name, text, at)
  if (/^(?:<\?xml[^>]*\?>\s*)?<Response\b/.test(text))
    return { messages: [], ignored: [{ reason: 'TwiML, which is what we answer with' }] }
  throw notUnderstood(name)
}

function parseHttp(text: string, at: string): Parsed {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const token = /^I-Twilio-Idempotency-Token:\s*(\S+)/im.exec(head)?.[1]
  const query = /^GET \S+?\?(\S+)/.exec(head)?.[1]
  const { fields } = readForm(query ?? rest.join('\n\n').trim())
  return parse({ fields, at, ...(token === undefined ? {} : { token }) })
}

function parseJson(name: string, text: string, at: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notUnderstood(name)
  }
  if (isRecord(value) && typeof value.body === 'string')
    return parse({ fields: readForm(value.body).fields, at })
  if (isRecord(value) && typeof value.type === 'string')
    return parseFrame(value, { ...UNKNOWN_SESSION, sequence: 0, at })
  if (isRecord(value) && typeof value.CallSid === 'string') return parse({ fields: stringsOf(value), at })
  if (Array.isArray(value) && value.every((one) => isRecord(one) && typeof one.method === 'string'))
    return { messages: [], ignored: [{ reason: 'requests of ours to Twilio' }] }
  throw notUnderstood(name)
}

function stringsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function notUnderstood(name: string): TributaryError {
  return new TributaryError('input.invalid', `${name} is no webhook of a call and no frame of the relay.`)
}

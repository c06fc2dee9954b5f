import { TributaryError } from '../../src/contract/errors.ts'
import type { Parsed } from '../../src/contract/message.ts'
import { hearCloud, isCloud } from './cloud/parse.ts'
import { toParsed, type HeardAll } from './heard.ts'
import { fields } from './shapes.ts'
import { hearTwilio } from './twilio/parse.ts'
import { hearWeb, isWeb, MAIN } from './web/parse.ts'

/**
 * The normal form of whatever WhatsApp sends: a webhook of the Cloud API as parsed JSON, a form of Twilio's, or a
 * message as whatsapp-web.js writes it out.
 * @param receivedAt the time of what brings none of its own, which is Twilio's forms; ISO 8601
 * @throws input.invalid for anything else
 */
export function parse(raw: unknown, receivedAt: string = new Date().toISOString()): Parsed {
  return toParsed(hear(raw, receivedAt))
}

function hear(raw: unknown, receivedAt: string): HeardAll {
  if (raw instanceof URLSearchParams) return hearTwilio(raw, receivedAt)
  if (isCloud(raw)) return hearCloud(raw)
  const message = fields(raw)
  if (message && isWeb(message)) return hearWeb({ type: 'message', message }, MAIN, receivedAt)
  throw new TributaryError('input.invalid', 'This is no message of WhatsApp that is known here.')
}

/** The same from a file's bytes: what it is, is told by its content, not by its name. @throws input.invalid */
export function parseFile(_name: string, bytes: Uint8Array): Parsed {
  const text = readText(bytes)
  return parse(/^\s*[{["]/.test(text) ? toJson(text) : new URLSearchParams(text.trim()))
}

/** JSON in UTF-8. @throws input.invalid */
export function readJson(bytes: Uint8Array): unknown {
  return toJson(readText(bytes))
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new TributaryError('input.invalid', 'The body is not text in UTF-8.', { cause })
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new TributaryError('input.invalid', 'The body is not JSON.', { cause })
  }
}

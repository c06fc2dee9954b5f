import { TributaryError } from '../../src/contract/errors.ts'
import type { Parsed } from '../../src/contract/message.ts'
import { hearCloud, isCloud } from './cloud/parse.ts'
import { toParsed, type HeardAll } from './heard.ts'

/**
 * The normal form of whatever WhatsApp sends: a webhook of the Cloud API as parsed JSON.
 * @throws input.invalid for anything else
 */
export function parse(raw: unknown): Parsed {
  return toParsed(hear(raw))
}

function hear(raw: unknown): HeardAll {
  if (isCloud(raw)) return hearCloud(raw)
  throw new TributaryError('input.invalid', 'This is no message of WhatsApp that is known here.')
}

/** The same from a file's bytes: what it is, is told by its content, not by its name. @throws input.invalid */
export function parseFile(_name: string, bytes: Uint8Array): Parsed {
  return parse(readJson(bytes))
}

/** JSON in UTF-8. @throws input.invalid */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (cause) {
    throw new TributaryError('input.invalid', 'The body is not JSON in UTF-8.', { cause })
  }
}

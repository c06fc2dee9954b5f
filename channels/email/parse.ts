import type { Parsed } from '../../src/contract/message.ts'
import { parsedAlone } from './normal.ts'
import { readMail } from './mail/read.ts'
import { defaultLimits } from './settings.ts'

/** The account of what is parsed without one. */
export const ANY_ACCOUNT = 'shop@localhost'

/**
 * The normal form of one raw mail (MIME), by itself: replies are put to the thread that their own references name.
 * @throws input.invalid when it is no mail
 */
export async function parse(raw: Uint8Array | string, account = ANY_ACCOUNT): Promise<Parsed> {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw
  return parsedAlone(await readMail(bytes, defaultLimits.mailBytes), { account })
}

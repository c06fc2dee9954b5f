import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether `X-Hub-Signature-256` is the app secret's over these very bytes: Meta signs what it sends, escapes and all. */
export function signedByMeta(appSecret: string, body: Uint8Array, header: string | undefined): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (given === undefined) return false
  return same(createHmac('sha256', appSecret).update(body).digest(), Buffer.from(given, 'hex'))
}

/** Equal in a time that tells nothing of where they differ. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

import { createHash, timingSafeEqual } from 'node:crypto'
import type { WebhookRequest } from '../../../src/contract/channel.ts'

/** Whether the address that was called holds the secret: as the password of basic authentication, or as `?secret=`. */
export function knowsSecret(
  { headers, query }: Pick<WebhookRequest, 'headers' | 'query'>,
  secret: string,
): boolean {
  const [, basic] = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(headers.authorization ?? '') ?? []
  const login = Buffer.from(basic ?? '', 'base64').toString('utf8')
  const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : undefined
  return [password, query.secret].some((given) => given !== undefined && equal(given, secret))
}

/** In a time that tells nothing, of the length neither. */
function equal(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

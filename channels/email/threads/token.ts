import { createHash, randomBytes } from 'node:crypto'

// 128 random bits: whoever names it has had a mail of the thread. Hexadecimal, since some mail programs change the case of ids.
const TOKEN = /^<t([0-9a-f]{32})\.[0-9a-f]{24}@/i

export function newToken(): string {
  return randomBytes(16).toString('hex')
}

/** The Message-ID of one mail of ours: the same for the same key, however often it is handed over. */
export function ownMessageId(token: string, key: string, part: number, address: string): string {
  const own = createHash('sha256').update(`${part}:${key}`).digest('hex').slice(0, 24)
  return `<t${token}.${own}@${address.slice(address.lastIndexOf('@') + 1)}>`
}

/** The threads' tokens among Message-IDs, the last first: replies name their parent last. */
export function tokensIn(ids: readonly string[]): string[] {
  const found = ids.map((id) => TOKEN.exec(id)?.[1]?.toLowerCase()).filter((token) => token !== undefined)
  return [...new Set(found.reverse())]
}

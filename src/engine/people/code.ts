import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

// Without 0, 1, I and O, which look alike. 32 characters: eight of them are 40 bits.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 8

/** A code of eight characters, at least one letter and one digit among them, so that it is not taken for a word or a number. */
export function newCode(): string {
  for (;;) {
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]!).join('')
    if (mixed(code)) return code
  }
}

/** As people read and type it: `ABCD-2345`. */
export function shownCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

export interface TypedCode {
  code: string
  /** Typed with the word for it, so that it can be nothing else. */
  meant: boolean
}

const TYPED = /^(\/?link[\s:]+)?([2-9a-hj-np-z]{4})[\s-]?([2-9a-hj-np-z]{4})[.!]?$/i

/** A message that is a code and nothing else; undefined for all others. */
export function readCode(text: string): TypedCode | undefined {
  const match = TYPED.exec(text.trim())
  if (!match) return undefined
  const code = `${match[2]}${match[3]}`.toUpperCase()
  return mixed(code) ? { code, meant: match[1] !== undefined } : undefined
}

const REQUESTS = new Set([
  '/link',
  'link my chats',
  'chats verbinden',
  'relier mes conversations',
  'vincular mis chats',
])

/** A message that asks for a code and for nothing else. */
export function asksForCode(text: string): boolean {
  return REQUESTS.has(
    text
      .trim()
      .toLowerCase()
      .replace(/[.!?]+$/, ''),
  )
}

/** What is kept of a code. */
export function hashOf(code: string): Buffer {
  return createHash('sha256').update(`link code ${code}`).digest()
}

/** Takes the same time whatever differs. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function mixed(code: string): boolean {
  return /\d/.test(code) && /[A-Z]/.test(code)
}

import { randomBytes } from 'node:crypto'
import type { Trace } from '../contract/answer.ts'

/** Keeps traces. Under the engine there is none: it stores the reply's trace in the transaction of the turn. */
export interface Traces {
  save(trace: Trace): Promise<void>
}

/** Letters and digits that are not mistaken for each other when read aloud. */
const ALPHABET = '23456789abcdefghjkmnpqrstvwxyz'

/** A short id for a trace, like "t-7k2m9xq4wd": 10 of 30 letters, 49 bits. */
export function traceId(random: (size: number) => Uint8Array = randomBytes): string {
  let id = ''
  while (id.length < 10) {
    for (const byte of random(16)) {
      // 240 is the largest multiple of 30 in a byte: every letter is as likely as the others.
      if (byte < 240 && id.length < 10) id += ALPHABET[byte % ALPHABET.length]
    }
  }
  return `t-${id}`
}

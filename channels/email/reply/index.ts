import type { Reply } from './cut.ts'
import { cutLines } from './cut.ts'
import { readLines } from './lines.ts'

export type { Cut, Reply } from './cut.ts'

export function replyText(mail: { text?: string; html?: string; from?: string }): Reply {
  return cutLines(readLines(mail.text ?? ''))
}

import type { Mail } from '../mail/mail.ts'
import type { Notice } from './bounce.ts'
import { standardNotice } from './report.ts'
import { looseNotice } from './text.ts'

export type { Notice } from './bounce.ts'

/** What a mail tells of another that was sent: a bounce, a delay, a complaint, a receipt. Undefined for every other mail. */
export function noticeOf(mail: Mail): Notice | undefined {
  return standardNotice(mail) ?? looseNotice(mail)
}

/** What a machine tells of a mail that was sent. */
export interface Notice {
  /** `delayed` is nothing final: the server goes on trying. */
  state: 'failed' | 'delayed' | 'delivered' | 'read'
  /** Message-IDs of the mail that it may be about, the likeliest first. */
  about: string[]
  /** With the status code where there is one. */
  reason: string
  recipient?: string
}

const REASON_LENGTH = 300

/** A reason in one line: the code first, so that equal causes begin alike. */
export function reasonOf(code: string | undefined, words: string | undefined): string {
  const said = (words ?? '').replace(/\s+/g, ' ').trim()
  const reason = code && !said.includes(code) ? `${code} ${said}` : said
  return (reason.trim() || 'not delivered').slice(0, REASON_LENGTH).toWellFormed()
}

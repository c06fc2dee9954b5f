import type { MessageText } from 'mailparser'

/** It holds all that ISO-8859-1 does, and is what mail that does not say its charset, or says a wrong one, is mostly written in. */
const WESTERN = 'windows-1252'
/** What a decoder puts where bytes are none of the charset's. */
const LOST = '\uFFFD'
/** UTF-8 read as windows-1252: then the mail said rightly what most of it is. */
const MISREAD = /[ÂÃ][\u0080-\u00BF]|â€|ï¿½/
const DECLARED = /\bcharset\s*=\s*"?(?:utf-?8|us-ascii|unknown-8bit|8bit)\b"?/gi
const UNDECLARED =
  /^(content-type:[ \t]*text\/(?:plain|html))\b(?![^\r\n]*charset)(?!(?:[^\r\n]*\r?\n[ \t])+[^\r\n]*charset)/gim

/** Whether a text lost letters because it is not in the charset that was declared or assumed. */
export function lostLetters(text: string | undefined): boolean {
  return typeof text === 'string' && text.includes(LOST)
}

/** The mail with Western letters declared wherever it declares UTF-8, ASCII or nothing. */
export function asWestern(bytes: Uint8Array): Buffer {
  const mail = Buffer.from(bytes).toString('latin1')
  const head = mail.slice(0, mail.search(/\r?\n\r?\n/))
  const labelled = mail.replace(DECLARED, `charset=${WESTERN}`).replace(UNDECLARED, `$1; charset=${WESTERN}`)
  const typed = /^content-type:/im.test(head)
  return Buffer.from(
    typed ? labelled : `Content-Type: text/plain; charset=${WESTERN}\r\n${labelled}`,
    'latin1',
  )
}

/** Each text that lost letters in the western reading, where that reads well; the others as they were. */
export function repaired(body: MessageText, western: MessageText | undefined): MessageText {
  const better = (given: string | undefined, other: string | undefined) =>
    lostLetters(given) && other !== undefined && !lostLetters(other) && !MISREAD.test(other) ? other : given
  const text = better(body.text, western?.text)
  const html = better(body.html, western?.html)
  return { ...body, ...(text === undefined ? {} : { text }), ...(html === undefined ? {} : { html }) }
}

import type { Header, Mailbox } from './mail.ts'

// C0 and C1 controls except tab and line feed, and the marks that turn the direction of what follows them.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
const ID_LENGTH = 500
const SUBJECT_LENGTH = 500
const ADDRESS_LENGTH = 320
const MESSAGE_ID = /<[^<>\s]{1,500}>/g

/** Text that can be stored and shown. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').toWellFormed()
}

/** One line, without what could break out of it. */
export function cleanLine(text: string, length = SUBJECT_LENGTH): string {
  return cleanText(text).replace(/\s+/g, ' ').trim().slice(0, length).toWellFormed()
}

/** The Message-IDs in a header's value, in order; what is none is left out. */
export function messageIds(value: string | undefined): string[] {
  return (value ?? '').match(MESSAGE_ID)?.filter((id) => cleanText(id) === id) ?? []
}

/** A mail's own id as it may be used as one; real mail also has it without brackets, or empty. */
export function ownId(value: string | undefined): string | undefined {
  const [id] = messageIds(value)
  if (id) return id
  const bare = cleanLine(value ?? '', ID_LENGTH + 1).replace(/[<>\s]/g, '')
  return bare === '' || bare.length > ID_LENGTH ? undefined : `<${bare}>`
}

/** A mailbox, when its address is one that can be written to. */
export function mailbox(address: string | undefined, name?: string): Mailbox | undefined {
  const clean = cleanLine(address ?? '', ADDRESS_LENGTH + 1).toLowerCase()
  if (clean.length > ADDRESS_LENGTH || !/^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/.test(clean)) return undefined
  const called = cleanLine(name ?? '', 200)
  return called === '' || called.toLowerCase() === clean
    ? { address: clean }
    : { address: clean, name: called }
}

/** A header line in its parts; undefined when it is none. */
export function headerOf(line: string): Header | undefined {
  const colon = line.indexOf(':')
  if (colon < 1) return undefined
  return {
    name: cleanLine(line.slice(0, colon), 200).toLowerCase(),
    value: cleanLine(decodeRaw(line.slice(colon + 1)), 10_000),
  }
}

/** Headers with bytes that RFC 5322 does not allow are read as UTF-8 where they are, byte by byte where not. */
function decodeRaw(value: string): string {
  // oxlint-disable-next-line no-control-regex
  if (!/[\u0080-\u00ff]/.test(value) || /[^\u0000-\u00ff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** A date that a mail names, unless it is none, or one that cannot be. */
export function dateOf(value: string | undefined): Date | undefined {
  if (!value) return undefined
  const date = new Date(value.replace(/\([^)]*\)/g, ' ').trim())
  const year = date.getUTCFullYear()
  return Number.isNaN(date.getTime()) || year < 1971 || year > 2200 ? undefined : date
}

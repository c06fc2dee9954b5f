import { MailParser, parseAddressHeader, type AttachmentStream, type MessageText } from 'mailparser'
import { TributaryError } from '../../../src/contract/errors.ts'
import { cleanLine, cleanText, dateOf, headerOf, mailbox, messageIds, ownId } from './clean.ts'
import { asWestern, lostLetters, repaired } from './western.ts'
import { header, type Header, type Mail, type Mailbox, type NotedFile, type ReportPart } from './mail.ts'

/** Read of a mail that is larger than allowed: enough for its headers and a first text. */
export const HEAD_BYTES = 256 * 1024
const CHUNK = 64 * 1024
const FILES = 50
const HEADERS = 500
const REPORT_BYTES = 64 * 1024
const TEXT_LENGTH = 200_000
const REPORT = /^(message\/(?!partial|external-body)|text\/rfc822-headers$)/

const OPTIONS = {
  // Mails inside of mails are files; only reports about our own are looked into.
  ignoreEmbedded: true,
  keepDeliveryStatus: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  checksumAlgo: false,
  maxHtmlLengthToParse: 1_000_000,
  maxHeadSize: 1024 * 1024,
  maxChildNodes: 200,
} as const

interface Found {
  lines: readonly { line: string }[]
  subject?: string
  contentType?: string
  body?: MessageText
  hasText: boolean
  files: NotedFile[]
  reports: ReportPart[]
}

/**
 * Reads raw MIME. Whatever is broken in it gives as much of a mail as can be read; of one larger than `maxBytes` only the beginning
 * is read. Files are counted, not kept.
 * @throws input.invalid when it has not even headers
 */
export async function readMail(bytes: Uint8Array, maxBytes: number): Promise<Mail> {
  const whole = bytes.length <= maxBytes
  const found = await parseLegibly(whole ? bytes : bytes.subarray(0, HEAD_BYTES))
  const headers = found.lines
    .slice(0, HEADERS)
    .map(({ line }) => headerOf(line))
    .filter((one) => one !== undefined)
  if (headers.length === 0) throw new TributaryError('input.invalid', 'This is no mail: it has no headers.')
  const mail = fromHeaders(headers)
  const text = cleanText(found.hasText ? (found.body?.text ?? '') : '')
  const html = found.body?.html || undefined
  return {
    ...mail,
    subject: cleanLine(found.subject ?? mail.subject),
    contentType: found.contentType ?? 'text/plain',
    ...(text === '' ? {} : { text: text.slice(0, TEXT_LENGTH).toWellFormed() }),
    ...(html === undefined ? {} : { html: html.slice(0, TEXT_LENGTH * 5) }),
    readable: cleanText(found.body?.text ?? '')
      .slice(0, TEXT_LENGTH)
      .toWellFormed(),
    files: found.files,
    reports: found.reports,
    ...(whole ? {} : { cutFrom: bytes.length }),
  }
}

/** A mail that came as fields, with what its HTML reads as, where it has no text. */
export async function withReadable(mail: Mail): Promise<Mail> {
  if (mail.readable.trim() !== '' || mail.html === undefined) return mail
  const html = Buffer.from(mail.html.slice(0, OPTIONS.maxHtmlLengthToParse)).toString('base64')
  const mime = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${html}\r\n`
  const { body } = await parseMime(Buffer.from(mime))
  return {
    ...mail,
    readable: cleanText(body?.text ?? '')
      .slice(0, TEXT_LENGTH)
      .toWellFormed(),
  }
}

/** What the headers of a mail say, however they came. */
export function fromHeaders(headers: Header[]): Mail {
  const all = { headers }
  const messageId = ownId(header(all, 'message-id'))
  const [inReplyTo] = messageIds(header(all, 'in-reply-to'))
  const sender = mailboxes(header(all, 'sender'))[0] ?? mailboxes(header(all, 'return-path'))[0]
  const date = dateOf(header(all, 'date')) ?? receivedAt(headers)
  return {
    ...(messageId ? { messageId } : {}),
    ...(inReplyTo ? { inReplyTo } : {}),
    references: [...new Set(messageIds(header(all, 'references')))].slice(-100),
    subject: cleanLine(header(all, 'subject') ?? ''),
    from: mailboxes(header(all, 'from')),
    replyTo: mailboxes(header(all, 'reply-to')),
    ...(sender ? { sender } : {}),
    ...(date ? { date } : {}),
    headers,
    contentType: header(all, 'content-type') ?? 'text/plain',
    readable: '',
    files: [],
    reports: [],
  }
}

/** The mailboxes of an address header, groups opened; at most ten, since nobody answers more. */
export function mailboxes(value: string | undefined): Mailbox[] {
  if (!value) return []
  return parseAddressHeader(value.slice(0, 5000), { flatten: true, decodePunycode: false })
    .value.map(({ address, name }) => mailbox(address, name))
    .filter((one) => one !== undefined)
    .slice(0, 10)
}

/** The oldest server that says when it had the mail. */
function receivedAt(headers: Header[]): Date | undefined {
  const received = headers.find(({ name }) => name === 'received')?.value
  return dateOf(received?.slice(received.lastIndexOf(';') + 1))
}

/** Letters that were lost for a charset that is declared wrongly, or not at all, are read as Western ones. */
async function parseLegibly(bytes: Uint8Array): Promise<Found> {
  const found = await parseMime(bytes)
  const { body } = found
  if (!body || !(lostLetters(body.text) || lostLetters(body.html))) return found
  return { ...found, body: repaired(body, (await parseMime(asWestern(bytes))).body) }
}

function parseMime(bytes: Uint8Array): Promise<Found> {
  const parser = new MailParser(OPTIONS)
  const found: Found = { lines: [], hasText: false, files: [], reports: [] }
  return new Promise((resolve) => {
    // What a broken mail had until it broke is what there is of it.
    const done = () => resolve({ ...found, hasText: 'hasText' in parser && parser.hasText === true })
    parser.on('error', done)
    parser.on('end', done)
    parser.on('headerLines', (lines) => (found.lines = lines))
    parser.on('headers', (headers) => {
      const subject = headers.get('subject')
      if (typeof subject === 'string') found.subject = subject
      found.contentType = headerText(headers.get('content-type'))
    })
    parser.on('data', (part: AttachmentStream | MessageText) => {
      if (part.type === 'text') found.body = part
      else note(part, found)
    })
    feed(parser, bytes)
  })
}

function headerText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || !('value' in value)) return 'text/plain'
  const params =
    'params' in value && typeof value.params === 'object' ? Object.entries(value.params ?? {}) : []
  return [String(value.value), ...params.map(([name, param]) => `${name}=${String(param)}`)]
    .join('; ')
    .toLowerCase()
}

/** Notes a file, and keeps the beginning of what a report is made of. */
function note(part: AttachmentStream, found: Found): void {
  const contentType = cleanLine(part.contentType || 'application/octet-stream', 100).toLowerCase()
  const isReport = REPORT.test(contentType)
  const file: NotedFile = {
    contentType,
    ...(part.filename ? { name: cleanLine(part.filename, 200) } : {}),
    bytes: 0,
  }
  const kept: Buffer[] = []
  let keptBytes = 0
  part.content.on('data', (chunk: Buffer) => {
    file.bytes += chunk.length
    if (!isReport || keptBytes >= REPORT_BYTES) return
    kept.push(chunk)
    keptBytes += chunk.length
  })
  const end = () => {
    if (found.files.length < FILES) found.files.push(file)
    if (isReport && found.reports.length < FILES)
      found.reports.push({
        contentType,
        text: Buffer.concat(kept).subarray(0, REPORT_BYTES).toString('utf8'),
      })
    part.release?.()
  }
  part.content.once('end', end)
  part.content.once('error', end)
}

/** In pieces, so that nothing else in the process waits for a large mail. */
function feed(parser: MailParser, bytes: Uint8Array): void {
  let at = 0
  const next = () => {
    while (at < bytes.length) {
      const more = parser.write(bytes.subarray(at, (at += CHUNK)))
      if (!more) return void parser.once('drain', next)
    }
    parser.end()
  }
  next()
}

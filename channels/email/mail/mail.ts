/** One mailbox of a header such as From. */
export interface Mailbox {
  /** Lower case. */
  address: string
  name?: string
}

/** A header as it came: the name in lower case, the value unfolded. */
export interface Header {
  name: string
  value: string
}

/** A file that came with a mail; what it holds is never kept. */
export interface NotedFile {
  contentType: string
  name?: string
  bytes: number
}

/** A part of a report that machines read: delivery status, feedback, the headers or the whole of the mail it is about. */
export interface ReportPart {
  contentType: string
  /** Its beginning. */
  text: string
}

/** A mail, read from MIME or from a provider's fields; the same whichever way it came. */
export interface Mail {
  /** With its angle brackets. */
  messageId?: string
  inReplyTo?: string
  /** Oldest first. */
  references: string[]
  subject: string
  /** More than one author is rare, and proves nothing. */
  from: Mailbox[]
  replyTo: Mailbox[]
  /** Sender, or else Return-Path, where From is missing. */
  sender?: Mailbox
  date?: Date
  /** Topmost first. */
  headers: Header[]
  contentType: string
  /** The text/plain parts. */
  text?: string
  html?: string
  /** What of it can be read as text at all: the plain text, or what the HTML reads as. */
  readable: string
  files: NotedFile[]
  reports: ReportPart[]
  /** Its size in bytes, when only its beginning was read. */
  cutFrom?: number
  /** A domain that the provider itself, outside of the mail, says has signed this mail. */
  signedBy?: string[]
}

/** The first value of a header. */
export function header(mail: Pick<Mail, 'headers'>, name: string): string | undefined {
  return mail.headers.find((one) => one.name === name)?.value
}

/** Whom an answer goes to: Reply-To, as contact forms use it, before From. Undefined where nobody can be answered. */
export function party(mail: Mail): Mailbox | undefined {
  return mail.replyTo[0] ?? mail.from[0] ?? mail.sender
}

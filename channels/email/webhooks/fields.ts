import { cleanLine, cleanText, headerOf } from '../mail/clean.ts'
import type { Header, Mail, NotedFile } from '../mail/mail.ts'
import { fromHeaders } from '../mail/read.ts'

const TEXT_LENGTH = 200_000
const FILES = 50

/** What providers give of a mail beside its headers. */
export interface Fields {
  from?: string
  subject?: string
  text?: string
  html?: string
  files: NotedFile[]
}

/** A mail from a provider's fields; what its headers lack is taken from beside them. */
export function mailOf(headers: Header[], { from, subject, text, html, files }: Fields): Mail {
  const has = (name: string) => headers.some((one) => one.name === name)
  const added = [
    ...(from && !has('from') ? [{ name: 'from', value: cleanLine(from, 5000) }] : []),
    ...(subject && !has('subject') ? [{ name: 'subject', value: cleanLine(subject) }] : []),
  ]
  const plain = cleanText(text ?? '')
    .slice(0, TEXT_LENGTH)
    .toWellFormed()
  return {
    ...fromHeaders([...headers, ...added]),
    ...(subject ? { subject: cleanLine(subject) } : {}),
    ...(plain.trim() === '' ? {} : { text: plain }),
    ...(html ? { html: html.slice(0, TEXT_LENGTH * 5) } : {}),
    readable: plain,
    files: files.slice(0, FILES).map(({ contentType, name, bytes }) => ({
      contentType: cleanLine(contentType, 100).toLowerCase(),
      ...(name ? { name: cleanLine(name, 200) } : {}),
      bytes,
    })),
  }
}

/** The lines of a header block, folded ones joined. */
export function headerLines(block: string): Header[] {
  return block
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .map(headerOf)
    .filter((header) => header !== undefined)
    .slice(0, 500)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

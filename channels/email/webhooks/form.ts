import { Busboy } from '@fastify/busboy'
import { TributaryError } from '../../../src/contract/errors.ts'
import type { NotedFile } from '../mail/mail.ts'

/** A form as a provider posts it: values as bytes, since each field may have a charset of its own; files are counted. */
export interface Form {
  fields: Map<string, Buffer>
  files: NotedFile[]
}

const PARTS = 500
const FIELD_BYTES = 64 * 1024 * 1024

/**
 * Reads a form, `application/x-www-form-urlencoded` or `multipart/form-data`.
 * @throws input.invalid when it is none
 */
export async function readForm(body: Uint8Array, contentType: string): Promise<Form> {
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType)) {
    const fields = new Map<string, Buffer>()
    for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8')))
      if (!fields.has(name) && fields.size < PARTS) fields.set(name, Buffer.from(value))
    return { fields, files: [] }
  }
  if (!/^\s*multipart\/form-data\b/i.test(contentType)) throw noForm()
  return readMultipart(body, contentType)
}

function readMultipart(body: Uint8Array, contentType: string): Promise<Form> {
  const form: Form = { fields: new Map(), files: [] }
  return new Promise((resolve, reject) => {
    let reader
    try {
      reader = new Busboy({
        headers: { 'content-type': contentType },
        // Every part comes as bytes: decoding is ours.
        isPartAFile: () => true,
        limits: { parts: PARTS, fileSize: FIELD_BYTES },
      })
    } catch {
      return reject(noForm())
    }
    reader.on('file', (name, stream, filename: string | undefined, _encoding, type) => {
      const chunks: Buffer[] = []
      let bytes = 0
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (filename === undefined) chunks.push(chunk)
      })
      // A body that ends in the middle of a part: nobody else listens, and an error without a listener ends the process.
      stream.on('error', () => reject(noForm()))
      stream.on('end', () => {
        if (filename === undefined) {
          if (!form.fields.has(name)) form.fields.set(name, Buffer.concat(chunks))
        } else form.files.push({ contentType: type || 'application/octet-stream', name: filename, bytes })
      })
    })
    reader.on('error', () => reject(noForm()))
    reader.on('finish', () => resolve(form))
    reader.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  })
}

/** A field's text, in its charset or else UTF-8; empty where there is none. */
export function textOf(form: Form, name: string, charset = 'utf-8'): string {
  const value = form.fields.get(name)
  if (!value) return ''
  try {
    return new TextDecoder(charset).decode(value)
  } catch {
    return value.toString('utf8')
  }
}

function noForm(): TributaryError {
  return new TributaryError('input.invalid', 'This is no form.')
}

import { createHmac, randomBytes } from 'node:crypto'
import type { WebhookResponse } from '../../src/contract/channel.ts'
import type { Sql } from '../../src/contract/database.ts'
import type { OutgoingFile } from '../../src/contract/message.ts'
import { same } from './verify.ts'

/** A provider fetches at once, and once more when that failed. */
const LASTS_MS = 60 * 60 * 1000

export interface FileParts {
  db: Sql
  /** Signs the addresses. */
  key: Uint8Array
  clock: () => Date
}

/** Puts a file where a provider can fetch it for an hour; returns the path behind the channel's own prefix. */
export async function publish(
  { db, key, clock }: FileParts,
  { account, thread }: { account: string; thread: string },
  file: OutgoingFile,
): Promise<string> {
  const id = randomBytes(16).toString('base64url')
  const expires = clock().getTime() + LASTS_MS
  await db.query(
    `INSERT INTO whatsapp_file (id, account, thread, content_type, name, bytes, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, account, thread, file.contentType, file.name, Buffer.from(file.data, 'base64'), new Date(expires)],
  )
  return `/media/${id}/${expires}/${sign(key, id, expires)}/${encodeURIComponent(file.name)}`
}

/** Serves a file under its signed address. Anything else, and what is too old, is not there. */
export async function serveFile({ db, key, clock }: FileParts, path: string): Promise<WebhookResponse> {
  const [, id, expires, signature] = /^\/media\/([\w-]{22})\/(\d{13})\/([\w-]{43})\//.exec(path) ?? []
  if (id === undefined || expires === undefined || signature === undefined) return { status: 404 }
  const known = same(Buffer.from(signature), Buffer.from(sign(key, id, Number(expires))))
  if (!known || clock().getTime() > Number(expires)) return { status: 404 }
  const [row] = await db.query<{ contentType: string; name: string; bytes: Buffer }>(
    'SELECT content_type AS "contentType", name, bytes FROM whatsapp_file WHERE id = $1',
    [id],
  )
  if (!row) return { status: 404 }
  return {
    status: 200,
    headers: {
      'content-type': row.contentType,
      // Should a person open it, nothing in it runs here.
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`,
      'content-security-policy': 'sandbox',
      'cache-control': 'private, no-store',
    },
    bytes: row.bytes,
  }
}

function sign(key: Uint8Array, id: string, expires: number): string {
  return createHmac('sha256', key).update(`file ${id} ${expires}`).digest('base64url')
}

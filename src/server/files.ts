import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import type { Database } from '../contract/database.ts'
import type { PublicFiles } from '../contract/files.ts'

/** A provider fetches at once, and once more when that failed. */
const LASTS_MS = 60 * 60 * 1000
const PATH = '/files/:id/:expires/:signature/:name'

export interface PublicFilesOptions {
  db: Database
  /** Signs the addresses. */
  key: Uint8Array
  /** The server's address as providers reach it. */
  publicUrl?: string
  clock: () => Date
}

/** Keeps the files in the database, so that whichever process is asked has them. */
export function createPublicFiles({ db, key, publicUrl, clock }: PublicFilesOptions): PublicFiles {
  return {
    async publish({ channel, account, thread }, file) {
      if (publicUrl === undefined) return undefined
      const now = clock()
      const id = randomBytes(16).toString('base64url')
      const expires = now.getTime() + LASTS_MS
      await db.query('DELETE FROM public_file WHERE expires_at < $1', [now])
      await db.query(
        `INSERT INTO public_file (id, channel, account, thread, content_type, name, bytes, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          channel,
          account,
          thread,
          file.contentType,
          file.name,
          Buffer.from(file.data, 'base64'),
          new Date(expires),
        ],
      )
      const base = publicUrl.replace(/\/$/, '')
      return `${base}/files/${id}/${expires}/${sign(key, id, expires)}/${encodeURIComponent(file.name)}`
    },
    async forget(channel, account, thread) {
      await db.query('DELETE FROM public_file WHERE channel = $1 AND account = $2 AND thread = $3', [
        channel,
        account,
        thread,
      ])
    },
  }
}

/** Serves the files under their signed addresses. Anything else, and what is too old, is not there. */
export function fileRoutes({ db, key, clock }: Omit<PublicFilesOptions, 'publicUrl'>): Router {
  const router = Router()
  router.get(PATH, async (request, response, next) => {
    const { id = '', expires = '', signature = '' } = request.params as Record<string, string>
    const file = isGood({ key, clock }, id, expires, signature) ? await read(db, id) : undefined
    if (!file) return next()
    response.set({
      'Content-Type': file.contentType,
      // Should a person open it, nothing in it runs here.
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'Content-Security-Policy': 'sandbox',
      'Cache-Control': 'private, no-store',
    })
    response.end(file.bytes)
  })
  return router
}

function isGood(
  { key, clock }: Pick<PublicFilesOptions, 'key' | 'clock'>,
  id: string,
  expires: string,
  signature: string,
): boolean {
  const given = Buffer.from(signature)
  const known = Buffer.from(sign(key, id, Number(expires)))
  if (given.length !== known.length || !timingSafeEqual(given, known)) return false
  return clock().getTime() <= Number(expires)
}

async function read(db: Database, id: string) {
  const [row] = await db.query<{ contentType: string; name: string; bytes: Buffer }>(
    'SELECT content_type AS "contentType", name, bytes FROM public_file WHERE id = $1',
    [id],
  )
  return row
}

function sign(key: Uint8Array, id: string, expires: number): string {
  return createHmac('sha256', key).update(`file ${id} ${expires}`).digest('base64url')
}

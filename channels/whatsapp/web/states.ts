import { createHmac } from 'node:crypto'
import type { WebhookRequest, WebhookResponse } from '../../../src/contract/channel.ts'
import type { Sql } from '../../../src/contract/database.ts'
import { same } from '../verify.ts'

/** Where a session of WhatsApp Web is. `off`: no process has it. */
export type WebState =
  | { state: 'off' | 'starting' | 'authenticated' }
  /** To be scanned: *Linked devices* in WhatsApp on the telephone. */
  | { state: 'qr'; qr: string }
  | { state: 'ready'; number?: string }
  | { state: 'disconnected'; reason: string }

export type WebSessionState = WebState & { account: string; at: string }

/** Every session and its state, whichever process has it. */
export async function readStates(db: Sql): Promise<WebSessionState[]> {
  const rows = await db.query<{ account: string; state: WebState; at: Date; held: boolean }>(
    `SELECT account, state, at, coalesce(lease_until > now(), false) AS held FROM whatsapp_session ORDER BY account`,
  )
  return rows.map(({ account, state, at, held }) => ({
    account,
    ...(held ? state : ({ state: 'off' } as const)),
    at: at.toISOString(),
  }))
}

/** What opens `GET /web/state`: made of the server's key, so it is the same for every process and after every start. */
export function stateToken(key: Uint8Array): string {
  return createHmac('sha256', key).update('state of WhatsApp Web').digest('base64url')
}

/** The states as JSON, for who has the token: a QR code would let anybody read the shop's messages. */
export async function answerStates(
  db: Sql,
  key: Uint8Array,
  { method, headers }: WebhookRequest,
): Promise<WebhookResponse> {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  if (!same(Buffer.from(given), Buffer.from(stateToken(key))))
    return { status: 401, headers: { 'www-authenticate': 'Bearer' } }
  if (method !== 'GET') return { status: 405 }
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ sessions: await readStates(db) }),
  }
}

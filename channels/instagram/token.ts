import { createHash } from 'node:crypto'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { SecretBox } from '../../src/contract/secret.ts'
import type { Graph } from './graph.ts'
import { textOf } from './json.ts'

/** The account's access token, kept alive. */
export interface Tokens {
  current(): Promise<string>
  /** Instagram refused the token: the next one is read anew. */
  refused(): void
  /** Renews the token if its time has come and no other process does. True when it was renewed. */
  renew(): Promise<boolean>
}

export interface TokenParts {
  db: Database
  box: SecretBox
  graph: Graph
  account: string
  /** The token of the settings: the first one. */
  first: string
  clock: () => Date
  log: Log
}

/** Tokens live 60 days and can be renewed from their second day on. */
const RENEW_BEFORE_SECONDS = 30 * 86_400
/** Longer than a call takes; a process that dies over it keeps the others waiting no longer. */
const LEASE_SECONDS = 120
/** After a failure, a new token's first day among them. */
const RETRY_SECONDS = 6 * 3600
/** Other processes learn of a renewed token within this; the old one stays good for its own 60 days. */
const REMEMBERED_MS = 60_000

export function createTokens(parts: TokenParts): Tokens {
  const { db, box, account, first, clock, log } = parts
  const origin = createHash('sha256').update(`instagram token:${first}`).digest()
  let remembered: { token: string; until: number } | undefined

  async function current(): Promise<string> {
    const now = clock().getTime()
    if (remembered && now < remembered.until) return remembered.token
    const token = (await stored()) ?? (await plant())
    remembered = { token, until: now + REMEMBERED_MS }
    return token
  }

  async function stored(): Promise<string | undefined> {
    const [row] = await db.query<{ sealed: Buffer }>(
      'SELECT sealed FROM instagram_token WHERE account = $1 AND origin = $2',
      [account, origin],
    )
    return row && open(row.sealed)
  }

  /** A stored token that another key sealed is of no use, but the one in the settings is. */
  function open(sealed: Buffer): string {
    try {
      return box.open(sealed)
    } catch (error) {
      log.error({ channel: 'instagram', account, error: String(error) }, 'the renewed token cannot be read')
      return first
    }
  }

  /** Puts the token of the settings in the place of none, or of one that came from another. */
  async function plant(): Promise<string> {
    await db.query(
      // Free from this process's own now: the database's, which has microseconds or runs ahead, would keep the first look out.
      `INSERT INTO instagram_token AS t (account, sealed, origin, lease_until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account) DO UPDATE
         SET sealed = excluded.sealed, origin = excluded.origin, expires_at = NULL, lease_until = excluded.lease_until
       WHERE t.origin <> excluded.origin`,
      [account, box.seal(first), origin, clock()],
    )
    return first
  }

  async function renew(): Promise<boolean> {
    await current()
    const [taken] = await db.query<{ sealed: Buffer }>(
      `UPDATE instagram_token SET lease_until = $3::timestamptz + make_interval(secs => $4::float8)
        WHERE account = $1 AND origin = $2 AND lease_until <= $3
          AND (expires_at IS NULL OR expires_at <= $3::timestamptz + make_interval(secs => $5::float8))
        RETURNING sealed`,
      [account, origin, clock(), LEASE_SECONDS, RENEW_BEFORE_SECONDS],
    )
    if (!taken) return false
    const answer = await parts.graph.refresh(open(taken.sealed))
    const token = answer.answered && answer.status === 200 ? textOf(answer.body?.access_token) : undefined
    const seconds = answer.answered ? Number(answer.body?.expires_in) : Number.NaN
    if (token === undefined || !(seconds > 0)) {
      const status = answer.answered ? answer.status : answer.reason
      log.warn(
        { channel: 'instagram', account, status },
        'the access token was not renewed; tried again later',
      )
      await db.query(
        `UPDATE instagram_token SET lease_until = $3::timestamptz + make_interval(secs => $4::float8)
          WHERE account = $1 AND origin = $2`,
        [account, origin, clock(), RETRY_SECONDS],
      )
      return false
    }
    const now = clock()
    const expiresAt = new Date(now.getTime() + seconds * 1000)
    await db.query(
      `UPDATE instagram_token SET sealed = $3, expires_at = $4, lease_until = $5 WHERE account = $1 AND origin = $2`,
      [account, origin, box.seal(token), expiresAt, now],
    )
    remembered = undefined
    log.info({ channel: 'instagram', account, expiresAt: expiresAt.toISOString() }, 'access token renewed')
    return true
  }

  return { current, refused: () => (remembered = undefined), renew }
}

import type { Sql } from '../../src/contract/database.ts'
import type { SecretBox } from '../../src/contract/secret.ts'

/** A wiki that the server may read. Its secret stays behind {@link grantStore}. */
export interface ConnectionRow {
  id: number
  kind: 'confluence-cloud' | 'confluence-dc'
  siteUrl: string
  name: string
  /** What is not secret about the account: cloud id, granted scopes. */
  account: Record<string, unknown>
  state: 'connected' | 'broken'
  errorCode: string | null
  errorText: string | null
}

const COLUMNS = `id, kind, site_url AS "siteUrl", name, account, state, error_code AS "errorCode",
  error_text AS "errorText"`

export async function listConnections(db: Sql): Promise<ConnectionRow[]> {
  return db.query(`SELECT ${COLUMNS} FROM connection ORDER BY id`)
}

export async function readConnection(db: Sql, id: number): Promise<ConnectionRow | undefined> {
  const [row] = await db.query<ConnectionRow>(`SELECT ${COLUMNS} FROM connection WHERE id = $1`, [id])
  return row
}

/** Stores a connection with its secret sealed; connecting a site again replaces the secret and keeps its sources. */
export async function saveConnection(
  db: Sql,
  box: SecretBox,
  connection: Pick<ConnectionRow, 'kind' | 'siteUrl' | 'name' | 'account'> & { secret: unknown },
): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name, account, secret) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (kind, site_url) DO UPDATE SET name = excluded.name, account = excluded.account,
       secret = excluded.secret, state = 'connected', error_code = NULL, error_text = NULL, updated_at = now()
     RETURNING id`,
    [
      connection.kind,
      connection.siteUrl,
      connection.name,
      JSON.stringify(connection.account),
      box.seal(JSON.stringify(connection.secret)),
    ],
  )
  return row!.id
}

/** Records that a connection does not work any more, until it is connected again or {@link recordWorking} says otherwise. */
export async function recordBroken(
  db: Sql,
  id: number,
  failure: { code: string; text: string },
): Promise<void> {
  await db.query(
    `UPDATE connection SET state = 'broken', error_code = $2, error_text = $3, updated_at = now() WHERE id = $1`,
    [id, failure.code, failure.text],
  )
}

/** Records that a connection works: what was said against it is over. */
export async function recordWorking(db: Sql, id: number): Promise<void> {
  await db.query(
    `UPDATE connection SET state = 'connected', error_code = NULL, error_text = NULL, updated_at = now()
     WHERE id = $1 AND state <> 'connected'`,
    [id],
  )
}

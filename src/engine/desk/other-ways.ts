import type { Sql } from '../../contract/database.ts'
import type { OtherWays } from '../../contract/desk.ts'
import type { EngineParts } from '../parts.ts'
import { emailOf } from '../people/linked.ts'
import type { HandoffRow } from './handoffs.ts'
import { templatesFor } from './templates.ts'

/** What may be sent beside an ordinary reply. */
export async function otherWays(parts: EngineParts, row: HandoffRow): Promise<OtherWays> {
  const mail = await mailOf(parts, parts.db, row.conversation)
  return {
    templates: templatesFor(parts.channels.get(row.channel), row.account),
    ...(mail ? { email: mail.address } : {}),
  }
}

/** The conversation by e-mail of whose conversation this is, while the shop has e-mail. */
export async function mailOf(
  { channels }: Pick<EngineParts, 'channels'>,
  sql: Sql,
  conversation: number,
): Promise<{ id: number; address: string } | undefined> {
  if (!channels.has('email')) return undefined
  const [row] = await sql.query<{ id: number; address: string }>(
    `SELECT mail.* FROM conversation c, LATERAL (${emailOf('c')}) mail WHERE c.id = $1`,
    [conversation],
  )
  return row
}

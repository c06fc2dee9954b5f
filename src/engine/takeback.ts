import type { Sql } from '../contract/database.ts'
import type { CleanInbound } from './clean.ts'
import { toJson } from './json.ts'

/** What the shopper deleted is kept no longer: neither the message nor its edits. */
export async function takeBack(tx: Sql, clean: readonly CleanInbound[]): Promise<void> {
  const deleted = clean.filter(({ kind, replyTo }) => kind === 'delete' && replyTo !== undefined)
  if (deleted.length === 0) return
  await tx.query(
    `UPDATE message m SET text = NULL, payload = payload - 'attachments' - 'choice'
       FROM jsonb_to_recordset($1::jsonb) AS i (channel text, account text, "replyTo" text, thread text)
       JOIN conversation c USING (channel, account, thread)
      WHERE m.conversation_id = c.id
        AND (m.channel = i.channel AND m.account = i.account AND m.external_id = i."replyTo"
             OR m.kind = 'edit' AND m.payload->>'replyTo' = i."replyTo")`,
    [toJson(deleted)],
  )
}

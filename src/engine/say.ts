import type { Sql } from '../contract/database.ts'
import type { Content } from '../contract/message.ts'
import { tell } from './desk/feed.ts'
import { sayingNews } from './desk/news.ts'
import { append, type NewRow } from './outbox.ts'
import type { Wake } from './parts.ts'

/**
 * Puts something into a conversation's outbox, wakes its delivery, and tells the desk while a person is concerned. False when the key
 * was known. The caller holds the conversation's lock.
 */
export async function say(
  tx: Sql,
  wake: Wake,
  conversation: number,
  row: NewRow & { content: Content },
): Promise<boolean> {
  if (!(await append(tx, conversation, row))) return false
  await wake('deliver', [conversation])
  await tell(tx, wake, [{ conversation, news: sayingNews(row.key, row.content, new Date(), row.agent) }])
  return true
}

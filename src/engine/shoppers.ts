import { TributaryError } from '../contract/errors.ts'
import type { Sql } from '../contract/database.ts'
import { parseAddress } from './address.ts'
import type { Shopper } from './retention.ts'

/** A shopper with how much there is of them. */
export interface KnownShopper extends Shopper {
  conversations: number
  messages: number
}

const WRITERS = `
  SELECT who.channel, who.account, who.id,
    (SELECT count(*)::int FROM conversation c
      WHERE c.channel = who.channel AND c.account = who.account AND c.shopper_id = who.id) AS conversations,
    (SELECT count(*)::int FROM message m LEFT JOIN conversation c ON c.id = m.conversation_id
      WHERE m.channel = who.channel AND m.account = who.account AND (m.from_id = who.id OR c.shopper_id = who.id)
    ) AS messages
  FROM`

/**
 * Shoppers by what an operator has in hand: the id that the channel gives them, or the address of one of their
 * conversations (`channel:account:thread`). One id may belong to different people on different channels.
 */
export async function findShoppers(db: Sql, text: string): Promise<KnownShopper[]> {
  const byId = await db.query<KnownShopper>(
    `${WRITERS} (
       SELECT channel, account, shopper_id AS id FROM conversation WHERE shopper_id = $1
       UNION SELECT channel, account, from_id FROM message WHERE from_id = $1
     ) AS who ORDER BY channel, account`,
    [text],
  )
  // An id may itself look like an address, such as those that begin with "8:acs:".
  const address = byId.length > 0 ? undefined : addressOf(text)
  if (!address) return byId
  return db.query<KnownShopper>(
    `${WRITERS} (
       SELECT channel, account, shopper_id AS id FROM conversation
       WHERE channel = $1 AND account = $2 AND thread = $3
     ) AS who`,
    [address.channel, address.account, address.thread],
  )
}

function addressOf(text: string): ReturnType<typeof parseAddress> | undefined {
  try {
    return parseAddress(text)
  } catch (error) {
    if (error instanceof TributaryError) return undefined
    throw error
  }
}

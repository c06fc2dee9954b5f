/** Hours for which what was said on another channel is remembered here. */
export const MEMORY_HOURS = 24

/** SQL: nobody but the shopper writes in a conversation. */
function alone(id: string, shopper: string): string {
  return `NOT EXISTS (SELECT FROM message am WHERE am.conversation_id = ${id} AND am.from_id <> ${shopper}
       AND am.kind IN ('text', 'media', 'choice'))`
}

/**
 * SQL: the conversations on other channels of the one person whose conversation `c` is, alive within the time of memory before a moment. None
 * where others than the shopper write, in either of the two.
 */
export function linkedTo(c: string, moment: string): string {
  return `
    SELECT lc.id, lc.channel FROM identity me
      JOIN identity other ON other.person = me.person AND other.conversation_id <> me.conversation_id
      JOIN conversation lc ON lc.id = other.conversation_id AND lc.channel <> ${c}.channel
     WHERE me.conversation_id = ${c}.id AND lc.last_inbound_at > ${moment} - interval '${MEMORY_HOURS} hours'
       AND ${alone(`${c}.id`, `${c}.shopper_id`)} AND ${alone('lc.id', 'lc.shopper_id')}`
}

/**
 * SQL: the newest conversation by e-mail (`id`), and its `address`, of the one person whose conversation `c` is on another channel. That the
 * address is theirs is proved by the mails of that very conversation; having written from it, they may be answered there.
 */
export function emailOf(c: string): string {
  return `
    SELECT lc.id, proof.value AS address FROM identity me
      JOIN identity other ON other.person = me.person AND other.conversation_id <> me.conversation_id
      JOIN conversation lc ON lc.id = other.conversation_id AND lc.channel = 'email' AND ${c}.channel <> 'email'
      JOIN identity_proof proof ON proof.conversation_id = lc.id AND proof.kind = 'email'
     WHERE me.conversation_id = ${c}.id AND ${alone(`${c}.id`, `${c}.shopper_id`)} AND ${alone('lc.id', 'lc.shopper_id')}
     ORDER BY lc.last_inbound_at DESC, lc.id DESC LIMIT 1`
}

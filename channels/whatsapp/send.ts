import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt, SendContext } from '../../src/contract/channel.ts'
import type { Sql } from '../../src/contract/database.ts'
import type { Address, Content } from '../../src/contract/message.ts'
import { offer } from './offers.ts'
import { render } from './render.ts'
import type { Patience } from './settings.ts'
import type { Transport } from './transport.ts'

export interface SendParts {
  db: Sql
  patience: Patience
}

/**
 * Sends a content as all its messages, one after the other. When WhatsApp wants it slower, the rest waits a little, or the whole send
 * is put off: it then goes on behind the parts that were taken, so that none is shown twice.
 */
export async function sendAll(
  { db, patience }: SendParts,
  transport: Transport,
  { account, thread }: Address,
  content: Content,
  key: string,
  context: SendContext,
): Promise<Receipt> {
  const wires = render(content, transport.dialect)
  if (wires.length === 0) return { outcome: 'refused', reason: 'there is nothing to send', permanent: true }
  const person = await offer(db, account, thread, content.template ? [] : content.choices)
  const deadline = Date.now() + patience.send
  const sent = wires.length === 1 ? [] : await sentBefore(db, key)
  const before = sent.length
  for (const [index, wire] of wires.entries()) {
    if (index < before) continue
    const once = () => transport.sendOne({ thread, person }, wire, `${key}:${index}`, context)
    // The first part is put off whole; for the others the rest of the send waits.
    const receipt = index === 0 ? await once() : await patiently(once, deadline - patience.request)
    if (receipt.outcome !== 'sent') return stopped(receipt, sent)
    sent.push(receipt.externalId)
    if (index < wires.length - 1 && Date.now() > deadline - patience.request)
      return stopped(
        { outcome: 'refused', reason: 'the provider is slow', permanent: false, retryAfterSeconds: 1 },
        sent,
      )
  }
  if (before > 0) await db.query('DELETE FROM whatsapp_progress WHERE key = $1', [key])
  return { outcome: 'sent', externalId: sent[0]!, ...(sent.length > 1 ? { parts: sent } : {}) }

  /** What the whole comes to when one part did not go. */
  async function stopped(receipt: Receipt, parts: string[]): Promise<Receipt> {
    if (parts.length === 0 || receipt.outcome === 'sent') return receipt
    const reason = `${parts.length} of ${wires.length} parts were sent, then: ${receipt.reason}`
    if (receipt.outcome === 'refused' && !receipt.permanent) await keep(db, { key, account, thread, parts })
    return { ...receipt, reason }
  }
}

/** Tries again when the provider says that it may be, while there is time. */
async function patiently(once: () => Promise<Receipt>, until: number): Promise<Receipt> {
  for (;;) {
    const receipt = await once()
    const wait = waitOf(receipt)
    if (wait === undefined || Date.now() + wait > until) return receipt
    await sleep(wait)
  }
}

/** Milliseconds after which the provider may be tried again, where it said so. */
function waitOf(receipt: Receipt): number | undefined {
  if (receipt.outcome !== 'refused' || receipt.permanent || receipt.retryAfterSeconds === undefined)
    return undefined
  return receipt.retryAfterSeconds * 1000
}

async function sentBefore(db: Sql, key: string): Promise<string[]> {
  const [row] = await db.query<{ parts: string[] }>('SELECT parts FROM whatsapp_progress WHERE key = $1', [
    key,
  ])
  return row?.parts ?? []
}

async function keep(
  db: Sql,
  { key, account, thread, parts }: { key: string; account: string; thread: string; parts: string[] },
): Promise<void> {
  await db.query(
    `INSERT INTO whatsapp_progress (key, account, thread, parts) VALUES ($1, $2, $3, $4::jsonb)
     ON CONFLICT (key) DO UPDATE SET parts = excluded.parts, at = now()`,
    [key, account, thread, JSON.stringify(parts)],
  )
}

import type { Channel, Receipt, SendContext } from '../contract/channel.ts'
import { forChannel } from './cards.ts'
import type { EngineParts } from './parts.ts'
import type { Head } from './step.ts'
import { limitsOf } from './windows.ts'
import { within } from './within.ts'

/** Sends a row that is marked `sending`, renewing its lease meanwhile. Never throws: what cannot be told is unknown. */
export async function send(
  parts: EngineParts,
  channel: Channel,
  head: Head,
  attempts: number,
): Promise<Receipt> {
  const { lease, sendTimeout } = parts.settings
  const renewal = setInterval(() => void renew(parts, head.key, attempts), (lease * 1000) / 3)
  try {
    const address = { channel: head.channel, account: head.account, thread: head.thread }
    const content = forChannel(head.content, limitsOf(channel, head.account))
    return await within(sendTimeout, channel.send(address, content, head.key, contextOf(head)))
  } catch (error) {
    return { outcome: 'unknown', reason: shortly(error) }
  } finally {
    clearInterval(renewal)
  }
}

function contextOf({ author, agentName, replyTo, lastInboundAt }: Head): SendContext {
  return {
    author,
    ...(agentName === null ? {} : { agent: agentName }),
    ...(replyTo === null ? {} : { replyTo }),
    lastInboundAt: lastInboundAt.toISOString(),
  }
}

async function renew(parts: EngineParts, key: string, attempts: number): Promise<void> {
  try {
    await parts.db.query(
      `UPDATE outbox SET lease_until = clock_timestamp() + make_interval(secs => $3::float8)
        WHERE key = $1 AND attempts = $2 AND state = 'sending'`,
      [key, attempts, parts.settings.lease],
    )
  } catch (error) {
    // The next renewal may succeed; if none does, the send counts as lost, which is what the lease is for.
    parts.log.warn({ key, error: String(error) }, 'lease not renewed')
  }
}

const REASON_LENGTH = 300

function shortly(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, REASON_LENGTH).toWellFormed()
}

import type { DeskNews } from '../../../contract/desk.ts'
import { STATE } from '../blocks.ts'
import type { DeskParts } from '../parts.ts'
import { TICKS, deliveryAlarm, deliveryLine } from '../render/notes.ts'
import { postedFor, sourceOf, type Thread } from '../store/threads.ts'
import { amend, postAll, type Taking } from './posting.ts'

/** Ticks what was said to the shopper, and calls out when it did not arrive. */
export async function delivery(
  parts: DeskParts,
  taking: Taking,
  thread: Thread,
  part: string,
  news: Extract<DeskNews, { kind: 'delivery' }>,
): Promise<void> {
  const line = deliveryLine(news.state, news.reason)
  const posted = (await postedFor(parts.db, thread.handoff, 'saying', news.key)).at(-1)
  if (posted !== undefined)
    await amend(parts, thread, posted, (blocks) => [
      ...blocks.filter(({ block_id }) => block_id !== STATE),
      line,
    ])
  await tick(parts, news)
  const alarm = deliveryAlarm(news)
  if (alarm) await postAll(parts, taking, thread, [alarm], { part })
}

/** The line under the copy tells the truth; the reaction on what the person wrote is a convenience that may fail. */
async function tick(
  parts: DeskParts,
  { key, state }: Extract<DeskNews, { kind: 'delivery' }>,
): Promise<void> {
  const source = await sourceOf(parts.db, key)
  const name = TICKS[state]
  if (!source || name === undefined) return
  try {
    await parts.api.react(source.channel, source.ts, name)
  } catch (error) {
    parts.log.warn({ error: String(error) }, 'a message in Slack was not ticked')
  }
}

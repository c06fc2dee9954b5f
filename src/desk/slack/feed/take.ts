import type { DeskEvent } from '../../../contract/desk.ts'
import { TributaryError } from '../../../contract/errors.ts'
import { SlackRefusal } from '../api.ts'
import type { DeskParts } from '../parts.ts'
import { beginEvent, endEvent } from '../store/events.ts'
import { loseThread } from '../store/threads.ts'
import { apply } from './apply.ts'
import { asFailure } from './failure.ts'
import { LEASE_SECONDS } from './posting.ts'

const GONE: ReadonlySet<string> = new Set(['conversation.unknown', 'handoff.unknown'])

/**
 * Takes one event of a handoff's feed: resolves when Slack has it, rejects when it should come again. A repeated event posts nothing
 * twice, even when the process died in the middle of the first time.
 */
export async function take(parts: DeskParts, event: DeskEvent): Promise<void> {
  const begun = await beginEvent(parts.db, event.id, LEASE_SECONDS)
  if (begun === 'done') return
  if (begun === 'busy')
    throw new TributaryError('slack.busy', 'Another process is posting this event of the feed.', {
      details: { event: event.id },
    })
  let done = false
  try {
    await apply(parts, { id: event.id, again: begun === 'again' }, event)
    done = true
  } catch (error) {
    // Erased meanwhile: there is nothing left to tell.
    // Somebody deleted the thread: the event comes again, and opens another.
    if (error instanceof SlackRefusal && error.reason === 'thread_not_found')
      await loseThread(parts.db, event.handoff)
    if (!(error instanceof TributaryError) || !GONE.has(error.code))
      throw asFailure(error, { event: event.id, handoff: event.handoff })
    done = true
  } finally {
    await endEvent(parts.db, event.id, done)
  }
}

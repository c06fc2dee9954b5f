import type { DeskEvent } from '../../../contract/desk.ts'
import { TributaryError } from '../../../contract/errors.ts'
import type { DeskParts } from '../parts.ts'
import { beginEvent, endEvent } from '../store/events.ts'
import { apply } from './apply.ts'
import { LEASE_SECONDS } from './posting.ts'

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
    if (!(error instanceof TributaryError) || error.code !== 'conversation.unknown')
      throw asFailure(error, event)
    done = true
  } finally {
    await endEvent(parts.db, event.id, done)
  }
}

function asFailure(error: unknown, { id, handoff }: DeskEvent): TributaryError {
  if (error instanceof TributaryError) return error
  const why = error instanceof Error ? error.message : String(error)
  return new TributaryError('slack.failed', why, { cause: error, details: { event: id, handoff } })
}

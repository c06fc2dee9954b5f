import type { DeskCase } from '../../../contract/desk.ts'
import { SlackRefusal } from '../api.ts'
import { STATE, section, type Block } from '../blocks.ts'
import type { DeskParts } from '../parts.ts'
import { ACTIONS, actsOf, openingPosts, stateText } from '../render/opening.ts'
import { route } from '../routes.ts'
import { addThread, isLost, threadOf, type Thread } from '../store/threads.ts'
import { amend, marked, post, postAll, type Taking } from './posting.ts'

/** Refusals that say that a channel cannot be written to, whoever asks. */
const UNUSABLE = new Set(['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'])
const CLOCKS_DIFFER_MS = 600_000

/** The handoff's thread; it is opened when there is none. */
export async function ensureThread(parts: DeskParts, taking: Taking, handoff: number): Promise<Thread> {
  const before = await threadOf(parts.db, handoff)
  const known = before && !isLost(before) ? before : undefined
  if (known && !taking.again) return known
  const one = await parts.work.case(handoff)
  const now = parts.clock()
  const state = before ?? { state: 'open', agentName: null, since: null }
  const [root, ...more] = openingPosts(one, state, now)
  const thread = known ?? (await openThread(parts, taking, one, root!, now))
  await postAll(parts, taking, thread, more, { part: `opening:${handoff}` })
  return thread
}

async function openThread(
  parts: DeskParts,
  taking: Taking,
  one: DeskCase,
  root: { text: string; blocks: Block[] },
  now: Date,
): Promise<Thread> {
  const wanted = route(one, parts.rules, now)
  const part = `root:${one.handoff}`
  let last: unknown
  for (const channel of new Set([wanted, parts.rules.otherwise])) {
    try {
      const ts =
        (await rootIn(parts, taking, channel, part, one)) ??
        (await post(parts, taking, channel, root, { part }))
      await addThread(parts.db, one.handoff, channel, ts)
      return (await threadOf(parts.db, one.handoff))!
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !UNUSABLE.has(error.reason)) throw error
      parts.log.error(
        { channel, handoff: one.handoff, reason: error.reason },
        'a channel of the desk cannot be used',
      )
      last = error
    }
  }
  throw last
}

/** The thread's first message, when an earlier try got as far as posting it. */
async function rootIn(
  parts: DeskParts,
  taking: Taking,
  channel: string,
  part: string,
  one: DeskCase,
): Promise<string | undefined> {
  if (!taking.again) return undefined
  const since = new Date(new Date(one.openedAt).getTime() - CLOCKS_DIFFER_MS)
  return marked(await parts.api.history(channel, since), part)?.ts
}

/** Makes the first message show what the tables say, however many do that at a time. */
export async function showState(parts: DeskParts, handoff: number): Promise<void> {
  for (;;) {
    const thread = await threadOf(parts.db, handoff)
    if (!thread) return
    await amend(parts, thread, thread.ts, (blocks) => withState(blocks, thread))
    const now = await threadOf(parts.db, handoff)
    if (now?.version === thread.version) return
  }
}

function withState(blocks: readonly Block[], thread: Thread): Block[] {
  const draft = JSON.stringify(blocks).includes(ACTIONS.draft_right)
  const kept = blocks.filter(({ type }) => type !== 'actions')
  return [
    ...kept.map((block) => (block.block_id === STATE ? section(stateText(thread), STATE) : block)),
    ...actsOf(thread.handoff, thread, draft),
  ]
}

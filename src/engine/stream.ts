import { randomUUID } from 'node:crypto'
import type { Listener, Sentence } from '../contract/answer.ts'
import { Stale } from './commit.ts'
import type { LoadedTurn } from './load.ts'
import { transact, type EngineParts } from './parts.ts'
import { say } from './say.ts'

/** An answer on its way, sentence by sentence. */
export interface Stream extends Listener {
  /** The turn that its rows belong to. */
  readonly turnId: string
  /** Resolves when every sentence passed on so far is in the outbox, or none of them can be any more. Throws {@link Stale}. */
  settled(): Promise<void>
  /** The shopper has heard enough. */
  readonly interrupted: boolean
}

const LOCK = `SELECT FROM conversation WHERE id = $1 AND epoch = $2 AND owner = 'bot' FOR NO KEY UPDATE`
const MARK = `
  WITH marked AS (
    UPDATE message SET turn_id = $1 WHERE id = ANY($2::bigint[]) AND turn_state = 'pending' AND (turn_id IS NULL OR turn_id = $1)
    RETURNING id)
  SELECT (SELECT count(*) FROM marked) AS marked,
         EXISTS (SELECT FROM outbox WHERE turn_id = $1 AND heard IS NOT NULL) AS interrupted`

/**
 * Puts each checked sentence into the outbox as it comes, under the same epoch as the turn: after a claim, none. The messages keep
 * waiting until the turn is committed, but carry its id: should this process die, nobody answers them a second time.
 */
export function openStream(parts: EngineParts, loaded: LoadedTurn): Stream {
  const turnId = randomUUID()
  const stopping = new AbortController()
  let interrupted = false
  let work: Promise<void> = Promise.resolve()

  async function append({ text, citations, pages }: Sentence): Promise<void> {
    if (stopping.signal.aborted) return
    const content = { text, citations, choices: [], continues: true as const }
    const messages = loaded.pending.map((message) => message.id)
    await transact(parts, async (tx, wake) => {
      const owned = await tx.query(LOCK, [loaded.id, loaded.epoch])
      if (owned.length === 0) throw new Stale('the owner changed')
      const [now] = await tx.query<{ marked: number; interrupted: boolean }>(MARK, [turnId, messages])
      if (now!.marked !== messages.length) throw new Stale('another turn was faster')
      interrupted = now!.interrupted
      if (interrupted) return stopping.abort()
      await say(tx, wake, loaded.id, { key: randomUUID(), author: 'bot', content, turnId, pages })
    })
  }

  return {
    turnId,
    signal: stopping.signal,
    get interrupted() {
      return interrupted
    },
    onSentence(sentence) {
      work = work.then(() => append(sentence))
      // Told by settled(); until then it is nobody's unhandled rejection.
      work.catch(() => stopping.abort())
    },
    settled: () => work,
  }
}

/** Sentences of a turn that died are out already, whatever became of the rest. */
export async function begunBefore(parts: EngineParts, loaded: LoadedTurn): Promise<boolean> {
  if (loaded.pending.every(({ turnId }) => !turnId)) return false
  const rows = await parts.db.query(
    `SELECT FROM outbox o JOIN message m ON m.turn_id = o.turn_id
      WHERE m.id = ANY($1::bigint[]) AND m.turn_state = 'pending' AND o.state <> 'withdrawn' LIMIT 1`,
    [loaded.pending.map((message) => message.id)],
  )
  return rows.length > 0
}

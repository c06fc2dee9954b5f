import { setTimeout as sleep } from 'node:timers/promises'
import type { Content } from '../contract/message.ts'
import type { Attempt } from '../contract/queue.ts'
import { readBurst, type Burst } from './burst.ts'
import { commitTurn, Stale } from './commit.ts'
import { withPresence } from './desk/presence.ts'
import {
  decideAlone,
  decideOn,
  decideOnFailure,
  decideOnInterruption,
  withNotice,
  type Decision,
} from './decide.ts'
import { loadTurn, type LoadedTurn } from './load.ts'
import { transact, type EngineParts } from './parts.ts'
import { decideOnLink } from './people/linking.ts'
import { begunBefore, openStream, type Stream } from './stream.ts'
import { within } from './within.ts'
import { wordsOf } from './words.ts'

// A conversation that changes owner this often within one turn is left to its next wake-up.
const RESTARTS = 5
// Longest wait for the end of a burst, in debounce times.
const WAITS = 10

/**
 * One turn: answers all that waits in a conversation. The answer is made outside of any transaction; a crash at any point
 * leaves the messages waiting, and the turn is made again.
 */
export async function turn(parts: EngineParts, conversation: number, attempt: Attempt): Promise<void> {
  for (let round = 0; round < RESTARTS; round++) {
    const loaded = await loadSettled(parts, conversation)
    if (!loaded || loaded.pending.length === 0) return
    try {
      if (loaded.owner === 'human') await leaveToDesk(parts, loaded)
      else await answer(parts, loaded, attempt)
      return
    } catch (error) {
      if (!(error instanceof Stale)) throw error
      parts.log.info({ conversation, why: error.message }, 'turn starts again')
    }
  }
  throw new Stale('the conversation does not come to rest')
}

/** Loads the turn once no message has come in for the debounce's time. */
async function loadSettled(parts: EngineParts, conversation: number): Promise<LoadedTurn | undefined> {
  const { debounceMs } = parts.settings
  // Who never stops writing is answered in between.
  for (let waits = 0; ; waits++) {
    const loaded = await loadTurn(parts.db, conversation, parts.settings)
    if (!loaded || loaded.pending.length === 0 || loaded.quietMs >= debounceMs || waits === WAITS)
      return loaded
    await sleep(debounceMs - loaded.quietMs)
  }
}

async function answer(parts: EngineParts, loaded: LoadedTurn, attempt: Attempt): Promise<void> {
  const started = performance.now()
  const burst = readBurst(loaded.pending)
  const stream = parts.channels.get(loaded.channel)?.streams ? openStream(parts, loaded) : undefined
  let decision: Decision
  try {
    decision = present(parts, await decide(parts, loaded, burst, attempt, stream), burst, loaded)
    await write(parts, loaded, burst, decision, stream)
  } catch (error) {
    // What was passed on is in the outbox, or never will be, before anybody takes the turn up again.
    await stream?.settled()
    // Whatever it is that fails, the shopper gets a person in the end, and the queue is never left with a failed job.
    if (error instanceof Stale || attempt.number < parts.settings.turnAttempts) throw error
    parts.log.error({ conversation: loaded.id, error: String(error) }, 'no answer could be made; handed off')
    decision = present(parts, decideOnFailure(burst.locale ?? loaded.language), burst, loaded)
    await write(parts, loaded, burst, decision)
  }
  parts.log.info(
    {
      conversation: loaded.id,
      messages: loaded.pending.length,
      handoff: decision.handoff,
      trace: decision.trace?.id,
      ms: Math.round(performance.now() - started),
    },
    'turn done',
  )
}

/** Who is promised a person is told when one is there, and who was promised one before, that this is passed on too. */
function present(parts: EngineParts, decision: Decision, burst: Burst, loaded: LoadedTurn): Decision {
  const { content, handoff, language = burst.locale ?? loaded.language } = decision
  if (!content || handoff === undefined) return decision
  const told = loaded.waiting && !burst.cut ? alsoPassedOn(content, handoff, language) : content
  return { ...decision, content: withPresence(parts, told, parts.clock(), language) }
}

/** What is promised in words of its own, whoever waits already: that a file cannot be opened, and that we are sorry. */
const OWN_WORDS: ReadonlySet<string> = new Set(['attachment', 'complaint'])

/** Whoever waits for a person already is not promised one as if for the first time; in a language of the answerer's alone, in its words. */
function alsoPassedOn(content: Content, handoff: string, language: string | null | undefined): Content {
  const words = wordsOf(language)
  const promisesAlone = content.handoff?.answered === '' && !OWN_WORDS.has(handoff)
  return words && promisesAlone ? { ...content, text: words.passedOn } : content
}

async function write(
  parts: EngineParts,
  loaded: LoadedTurn,
  burst: Burst,
  decision: Decision,
  stream?: Stream,
): Promise<void> {
  await stream?.settled()
  await transact(parts, async (tx, wake) => {
    if (loaded.more) await wake('turn', [loaded.id])
    await commitTurn(tx, wake, {
      conversation: loaded.id,
      epoch: loaded.epoch,
      messages: loaded.pending.map((message) => message.id),
      question: burst.texts.join('\n'),
      decision,
      ...(stream ? { turnId: stream.turnId } : {}),
    })
  })
}

async function decide(
  parts: EngineParts,
  loaded: LoadedTurn,
  burst: Burst,
  attempt: Attempt,
  stream: Stream | undefined,
): Promise<Decision> {
  const { maxText } = parts.settings
  const alone =
    decideAlone(burst, loaded.language, maxText) ??
    (await decideOnLink(parts, loaded.id, burst, loaded.language))
  if (alone) return alone
  // Somebody has to say the rest; said again from the start, it would be heard twice.
  if (stream && (await begunBefore(parts, loaded))) return decideOnFailure(burst.locale ?? loaded.language)
  const decision = await ask(parts, loaded, burst, attempt, stream)
  return burst.cut ? withNotice(decision, burst.locale ?? loaded.language, maxText) : decision
}

async function ask(
  parts: EngineParts,
  loaded: LoadedTurn,
  burst: Burst,
  attempt: Attempt,
  stream: Stream | undefined,
): Promise<Decision> {
  const { turnAttempts, answerTimeout } = parts.settings
  // Runs past the limit are those whose process died: the burst itself may be what kills it.
  if (attempt.number > turnAttempts) return decideOnFailure(burst.locale ?? loaded.language)
  const address = { channel: loaded.channel, account: loaded.account, thread: loaded.thread }
  parts.channels
    .get(loaded.channel)
    ?.typing?.(address)
    .catch((error: unknown) =>
      parts.log.debug({ conversation: loaded.id, error: String(error) }, 'typing not shown'),
    )
  const reply = await within(
    answerTimeout,
    parts.answerer.answer(
      {
        texts: burst.texts,
        history: loaded.history,
        ...(burst.locale ? { locale: burst.locale } : {}),
      },
      ...(stream ? [stream] : []),
    ),
  )
  await stream?.settled()
  return stream?.interrupted ? decideOnInterruption(reply) : decideOn(reply)
}

/** A person owns the conversation: the messages are theirs. */
async function leaveToDesk(parts: EngineParts, loaded: LoadedTurn): Promise<void> {
  await transact(parts, async (tx, wake) => {
    const still = await tx.query(
      `SELECT 1 FROM conversation WHERE id = $1 AND epoch = $2 AND owner = 'human' FOR NO KEY UPDATE`,
      [loaded.id, loaded.epoch],
    )
    if (still.length === 0) throw new Stale('the owner changed')
    await tx.query(
      `UPDATE message SET turn_state = 'desk' WHERE id = ANY($1::bigint[]) AND turn_state = 'pending'`,
      [loaded.pending.map((message) => message.id)],
    )
    if (loaded.more) await wake('turn', [loaded.id])
  })
}

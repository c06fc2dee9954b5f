import { setTimeout as sleep } from 'node:timers/promises'
import { createAnswerer, createExtractor } from '../../src/answer/index.ts'
import { createEngine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { createRetriever } from '../../knowledge/retrieve/index.ts'
import { citable } from '../../knowledge/store/citable.ts'
import type { Gate } from '../../src/contract/answer.ts'
import { countingEmbedder } from '../crawl/embedder.ts'
import { fillSmall } from '../crawl/small-wiki.ts'
import { openWiki } from '../crawl/wiki.ts'
import { openTestDatabase } from '../database.ts'
import { inbound, TestChannel } from '../engine/double.ts'
import { silent } from '../engine/log.ts'
import { recordStatements, type Statement } from '../engine/statements.ts'
import { note, verdict } from './report.ts'

const LIMIT = 12
const RETRIEVAL_LIMIT = 3

/** Answers whatever was found: what is counted is the road, not the judgement. */
const lenient: Gate = {
  judge: (_question, { candidates }, risk) => ({
    decision: 'answer',
    confidence: 0.99,
    threshold: 0.5,
    risk,
    features: {},
    reason: 'confident',
    passages: candidates,
  }),
}

const RETRIEVAL = /FROM published, index_state|WITH setting AS/
/** What taking a message in and sending the answer cost; not the turn's. */
const ACCEPT = /INSERT INTO conversation/
const DELIVERY = /FOR NO KEY UPDATE OF c|FROM unnest\(\$1::int\[\], \$2::int\[\]\) AS cited|UPDATE outbox/
/** The queue's own: a wake-up sent, a job taken, a job completed. */
const QUEUE = /pgboss\S*\.job/
const TAKE = /pgboss\S*\.job[^]*SET[^]*'active'/

/** Statements of one turn on the real road: engine, queue, answerer and retrieval, without model and embedding. */
export async function benchTurn(): Promise<void> {
  const db = await openTestDatabase()
  const world = await openWiki(db, 'Cloud')
  fillSmall(world.double.wiki)
  await world.add('/spaces/HELP')
  await world.crawl()
  const channel = new TestChannel()
  const engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint, superviseSeconds: 3600 }, silent),
    channels: [channel],
    answerer: createAnswerer({
      retriever: createRetriever(db, countingEmbedder()),
      gate: lenient,
      extractor: createExtractor(),
      log: silent,
    }),
    citable: (tx, pages) => citable(tx, pages),
    log: silent,
  })
  try {
    await engine.start()
    await say(engine, channel, 'When do parcels arrive?')
    const statements: Statement[] = []
    const stop = recordStatements(statements)
    await say(engine, channel, 'How long may unopened jars come back?')
    stop()
    report(statements, channel.texts.at(-1) ?? '')
  } finally {
    await engine.stop()
    await world.close()
    await db.close()
  }
}

async function say(
  engine: ReturnType<typeof createEngine>,
  channel: TestChannel,
  text: string,
): Promise<void> {
  const before = channel.texts.length
  await engine.accept([inbound(text)])
  while (channel.texts.length === before) await sleep(20)
  // What settles after the answer was sent.
  await sleep(400)
}

function report(all: readonly Statement[], answer: string): void {
  // A look into an empty queue is no part of any message's road.
  const statements = all.filter(
    ({ text, rows }) => !/^(BEGIN|COMMIT)$/.test(text) && !(TAKE.test(text) && rows === 0),
  )
  const of = (pattern: RegExp) => statements.filter(({ text }) => pattern.test(text)).length
  // Accepting sends a wake-up, delivery takes a job and completes it.
  const turn = statements.length - of(ACCEPT) - 1 - of(DELIVERY) - 2
  note(`answer: "${answer.replaceAll('\n', ' ').slice(0, 100)}"`)
  note(`whole road of the message: ${statements.length} statements, ${of(QUEUE)} of them the queue's`)
  verdict('statements of a turn', String(turn), `≤ ${LIMIT}`, turn <= LIMIT)
  verdict(
    'of these, retrieval',
    String(of(RETRIEVAL)),
    `≤ ${RETRIEVAL_LIMIT}`,
    of(RETRIEVAL) <= RETRIEVAL_LIMIT,
  )
}

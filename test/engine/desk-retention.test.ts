import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { applyRetention, eraseShopper } from '../../src/engine/retention.ts'
import type { Label } from '../../src/engine/index.ts'
import { replaceLabels } from '../../src/store/labels.ts'
import { openBench, person, type Bench } from './bench.ts'
import { inbound } from './double.ts'

// What is kept for the desk goes with the shopper's data, and the desk hears of it.
let bench: Bench
const ada = person('ada')
beforeAll(async () => {
  bench = await openBench()
  bench.parts.desk = bench.desk
  bench.parts.labels = {
    save: (labels: readonly Label[], source) =>
      replaceLabels(
        bench.db,
        labels.map((label) => ({ ...label, history: [] })),
        source,
      ),
  }
  bench.parts.findings = {
    open: async () => ({
      passages: [],
      draft: 'Yes, in blue.',
      draftPages: ['1001'],
      questions: ['Do you sell kites?'],
    }),
  }
})
beforeEach(async () => {
  await bench.clear()
  await bench.db.query('TRUNCATE label')
})
afterAll(() => bench.db.close())

async function handedOff(more = {}) {
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  const id = await bench.take(inbound('Do you sell kites?', more))
  await bench.turn(id)
  const [row] = await bench.db.query<{ id: number }>(
    `SELECT id FROM handoff WHERE conversation_id = $1 AND state <> 'resolved'`,
    [id],
  )
  return { id, handoff: row!.id }
}

const TOMORROW = new Date(Date.now() + 86_400_000)

test('handoffs that retention removes are told to the desk, if it knew them', async () => {
  const known = await handedOff()
  await bench.feed()
  await bench.work.resolve(known.handoff, ada)
  const unknown = await handedOff({ thread: 'u' })
  await bench.work.resolve(unknown.handoff, ada)
  for (const { id } of [known, unknown]) await bench.deliver(id)
  await applyRetention(bench.db, new Date())
  expect(await bench.db.query('SELECT 1 FROM desk_event')).toEqual([])
  await bench.feed()
  expect(bench.desk.news().filter((news) => news.kind === 'erased')).toHaveLength(1)
  expect(bench.desk.events.at(-1)).toMatchObject({ handoff: known.handoff, news: { kind: 'erased' } })
  expect(await bench.db.query('SELECT 1 FROM conversation')).toEqual([])
})

test('what is still open stays, without the words of its old feed', async () => {
  const { handoff } = await handedOff()
  await bench.take(inbound('old words'))
  await bench.feed()
  await applyRetention(bench.db, TOMORROW)
  expect(await bench.db.query('SELECT 1 FROM desk_event')).toEqual([])
  expect(await bench.db.query('SELECT id FROM handoff')).toEqual([{ id: handoff }])
})

test('word for a desk that never comes back goes in the end', async () => {
  const { handoff } = await handedOff()
  await bench.feed()
  await bench.work.resolve(handoff, ada)
  await bench.deliver((await bench.db.query<{ id: number }>('SELECT id FROM conversation'))[0]!.id)
  await applyRetention(bench.db, new Date())
  expect(await bench.db.query('SELECT 1 FROM desk_erased')).toHaveLength(1)
  await applyRetention(bench.db, TOMORROW)
  expect(await bench.db.query('SELECT 1 FROM desk_erased')).toEqual([])
})

test('what somebody wrote in another’s conversation is taken out of its feed and off the desk', async () => {
  const { handoff } = await handedOff()
  const words = inbound('my address is …', { from: { id: 'kim' } })
  await bench.take(words)
  await bench.feed()
  await eraseShopper(bench.db, { channel: 'test', account: 'shop', id: 'kim' })
  await bench.feed()
  expect(bench.desk.news(handoff).at(-1)).toEqual({ kind: 'deleted', externalId: words.externalId })
  expect(JSON.stringify(await bench.db.query('SELECT news FROM desk_event'))).not.toContain('my address')
})

test('verdicts become labels where they say something of the wiki, and go with the shopper', async () => {
  const { handoff } = await handedOff()
  const labels = () => bench.db.query('SELECT text, answerable, pages, source FROM label')
  await bench.work.verdict(handoff, ada, 'draft_right')
  const source = `desk:${handoff}`
  expect(await labels()).toEqual([{ text: 'Do you sell kites?', answerable: true, pages: ['1001'], source }])
  await bench.work.verdict(handoff, ada, 'draft_wrong')
  expect(await labels()).toEqual([])
  await bench.work.verdict(handoff, ada, 'not_in_wiki')
  expect(await labels()).toEqual([{ text: 'Do you sell kites?', answerable: false, pages: [], source }])
  expect(await bench.db.query('SELECT verdict, verdict_by FROM handoff')).toEqual([
    { verdict: 'not_in_wiki', verdict_by: 'ada' },
  ])
  await eraseShopper(bench.db, { channel: 'test', account: 'shop', id: 'shopper-1' })
  expect(await labels()).toEqual([])
})

test('without a draft there is nothing to call right or wrong', async () => {
  const { handoff } = await handedOff()
  await bench.db.query('UPDATE handoff SET trace_id = NULL')
  await expect(bench.work.verdict(handoff, ada, 'draft_right')).rejects.toMatchObject({
    code: 'input.invalid',
  })
  await bench.work.verdict(handoff, ada, 'not_in_wiki')
  expect(await bench.db.query('SELECT 1 FROM label')).toEqual([])
})

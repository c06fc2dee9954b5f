import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Trace, TracePart } from '../../src/contract/answer.ts'
import type { Candidate } from '../../src/contract/knowledge.ts'
import { findingsOf } from '../../src/main/findings.ts'
import { saveTrace } from '../../src/store/traces.ts'
import { RETURNS, SHIPPING } from '../answer/passages.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { silent } from './log.ts'

// What an agent is shown of a trace.
let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
  const [connection] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name) VALUES ('test', 'https://wiki.test', 'test') RETURNING id`,
  )
  for (const { chunkId, pageId, title, headingPath, text } of [SHIPPING, RETURNS]) {
    await db.query(
      `INSERT INTO page (id, connection_id, external_id, title, url, version, state, citable) OVERRIDING SYSTEM VALUE
       VALUES ($1, $2, 'wiki-' || $1::int, $3, 'https://wiki.test', 1, 'trained', true)`,
      [pageId, connection!.id, title],
    )
    await db.query(
      `INSERT INTO chunk (id, page_id, from_edition, ordinal, title, heading_path, text, tokens, length, content_hash)
       OVERRIDING SYSTEM VALUE VALUES ($1, $2, 1, 0, $3, $4, $5, 1, 1, '')`,
      [chunkId, pageId, title, headingPath, text],
    )
  }
})
beforeEach(async () => {
  await db.query('TRUNCATE trace')
  await db.query(`UPDATE page SET citable = true, state = 'trained'`)
})
afterAll(() => db.close())

const part = (question: string, candidates: Candidate[], more: Partial<TracePart> = {}): TracePart => ({
  question,
  intent: 'question',
  candidates,
  checks: [],
  outcome: 'handoff',
  judgement: {
    decision: 'handoff',
    confidence: 0.4,
    threshold: 0.9,
    risk: 0.02,
    features: {},
    reason: 'below_threshold',
    passages: candidates.map((found) => found.chunkId),
  },
  ...more,
})

async function open(...parts: TracePart[]) {
  const trace: Trace = {
    id: 'trace-1',
    at: '2026-01-02T03:04:05Z',
    edition: 1,
    risk: 0.02,
    composer: 'none',
    parts,
  }
  await saveTrace(db, trace)
  return (await findingsOf(db, silent).open('trace-1'))!
}

const RETURN_QUESTION = 'How long do I have to return unworn items?'

test('a question that the gate held back comes with passages and a draft of them', async () => {
  const found = await open(part(RETURN_QUESTION, [RETURNS, SHIPPING]))
  expect(found.passages.map(({ title, heading, url }) => ({ title, heading, url }))).toEqual([
    { title: 'Shipping', heading: ['Europe'], url: SHIPPING.url },
    { title: 'Returns', heading: ['Returning an order'], url: RETURNS.url },
  ])
  expect(found.draft).toContain('within 30 days')
  expect(found).toMatchObject({ draftPages: ['wiki-20'], questions: [RETURN_QUESTION] })
})

test('where nothing found has to do with the question, nothing is drafted', async () => {
  const unsure = part(RETURN_QUESTION, [RETURNS, SHIPPING])
  const found = await open({ ...unsure, judgement: { ...unsure.judgement!, confidence: 0.08 } })
  expect(found.passages).toHaveLength(2)
  expect(found).not.toHaveProperty('draft')
})

test('of a page that was taken away since nothing is shown, nor a draft that may rest on it', async () => {
  await db.query('UPDATE page SET citable = false WHERE id = $1', [RETURNS.pageId])
  const found = await open(
    part(RETURN_QUESTION, [RETURNS, SHIPPING], { draft: 'You have 30 days to return unworn items.' }),
  )
  expect(found.passages.map((passage) => passage.title)).toEqual(['Shipping'])
  expect(JSON.stringify(found)).not.toContain('30 days')
  expect(found.draftPages).not.toContain('wiki-20')
})

test('a draft that was made then is shown as it was, with the pages of its checked sentences', async () => {
  const draft = 'You have 30 days.'
  const checks = [{ sentence: draft, supported: true, pageId: RETURNS.pageId, chunkId: RETURNS.chunkId }]
  expect(await open(part(RETURN_QUESTION, [RETURNS], { draft, checks }))).toMatchObject({
    draft,
    draftPages: ['wiki-20'],
  })
})

test('what was answered is none of it; a follow-up stands as it was searched for', async () => {
  const found = await open(
    part('And to France?', [SHIPPING], { searchedFor: 'What does shipping to France cost?' }),
    part('Hello', [], { intent: 'greeting', outcome: 'smalltalk' }),
    part(RETURN_QUESTION, [RETURNS], { outcome: 'answer' }),
  )
  expect(found.questions).toEqual(['What does shipping to France cost?'])
  expect(found.passages.map((passage) => passage.title)).toEqual(['Shipping'])
})

test('a trace that is kept no more finds nothing', async () => {
  expect(await findingsOf(db, silent).open('gone')).toBeUndefined()
})

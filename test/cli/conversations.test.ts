import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deskWork } from '../../src/engine/desk/work.ts'
import { dataFolder } from '../database.ts'
import { openBench, person, type Bench } from '../engine/bench.ts'
import { inbound } from '../engine/double.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
let bench: Bench
let answered: number
let handedOff: number
beforeAll(async () => {
  folder = await dataFolder('conversations')
  bench = await openBench({}, { folder })
  answered = await bench.take(inbound('Hello\nthere', { thread: 'a' }))
  await bench.turn(answered)
  await bench.deliver(answered)
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  handedOff = await bench.take(inbound('Do you sell kites?', { thread: 'b' }))
  await bench.turn(handedOff)
  const done = await bench.take(inbound('A person, please', { thread: 'c' }))
  await bench.turn(done)
  const [row] = await bench.db.query<{ id: number }>('SELECT id FROM handoff WHERE conversation_id = $1', [
    done,
  ])
  await deskWork(bench.parts).resolve(row!.id, person('ada'))
})
afterAll(async () => {
  await bench.db.close()
  rmSync(folder, { recursive: true, force: true })
})

function tributary(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/cli.ts', ...args],
      {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          DATA_FOLDER: folder,
          LOG_LEVEL: 'silent',
          ...(bench.db.url === undefined ? {} : { DATABASE_URL: bench.db.url }),
        },
      },
      (_error, stdout) => resolve(stdout),
    )
  })
}
const json = async (...args: string[]) => JSON.parse(await tributary('--json', ...args)) as unknown

test('lists conversations, newest first, with who has them', { timeout: 120_000 }, async () => {
  expect(await json('conversations', 'list')).toMatchObject([
    { thread: 'c', owner: 'bot', state: 'open' },
    { id: handedOff, thread: 'b', state: 'waiting', messages: 1, shopper: 'shopper-1', name: 'Sam' },
    {
      id: answered,
      channel: 'test',
      account: 'shop',
      thread: 'a',
      lastInboundAt: expect.stringMatching(/Z$/),
    },
  ])
  expect(await json('conversations', 'list', '--limit', '1')).toHaveLength(1)
  expect(await json('conversations', 'list', '--channel', 'email')).toEqual([])
  expect(await tributary('conversations', 'list')).toMatch(
    /Sam {2}1 message {2}waits for a person {2}2026-.* UTC/,
  )
})

test('shows one, by its id or its address', { timeout: 120_000 }, async () => {
  const shown = await json('conversations', 'show', String(answered))
  expect(shown).toMatchObject({
    address: 'test:shop:a',
    lines: [
      { who: 'shopper', name: 'Sam', text: 'Hello\nthere' },
      { who: 'bot', text: 're: Hello\nthere', state: 'sent' },
    ],
  })
  expect(await json('conversations', 'show', 'test:shop:a')).toEqual(shown)
  expect(await tributary('conversations', 'show', String(handedOff))).toMatch(
    /shopper: Do you sell kites\?[^]*bot \[queued\][^]*Handoffs:\n.*waits/,
  )
})

test('lists handoffs; those that are done only when asked', { timeout: 120_000 }, async () => {
  expect(await json('handoffs', 'list')).toMatchObject([
    {
      conversation: handedOff,
      state: 'open',
      question: 'Do you sell kites?',
      openedAt: expect.stringMatching(/Z$/),
    },
  ])
  expect(await json('handoffs', 'list', '--all')).toMatchObject([
    { state: 'open' },
    { state: 'resolved', agent: 'ada' },
  ])
  expect(await tributary('status')).toMatch(
    /Handoffs: 1 open, the oldest for (less than a minute|\d+ minutes?); 0 claimed\./,
  )
})

test.each([
  [['conversations', 'show', '999999'], 'conversation.unknown'],
  [['conversations', 'show', 'a:b:c'], 'conversation.unknown'],
  [['conversations', 'show', 'nonsense'], 'input.invalid'],
  [['conversations', 'list', '--limit', 'many'], 'input.invalid'],
  [['handoffs', 'list', '--limit', '0'], 'input.invalid'],
])('%j is refused with %s', { timeout: 120_000 }, async (args, code) => {
  expect(await json(...args)).toMatchObject({ error: { code } })
})

test('who names no conversation is told where they are listed', { timeout: 120_000 }, async () => {
  for (const named of ['nonsense', '999999', 'a:b:c'])
    expect(await tributary('conversations', 'show', named)).toContain('"conversations list" shows')
})

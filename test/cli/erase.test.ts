import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Inbound } from '../../src/contract/message.ts'
import { openDatabase, type OpenDatabase } from '../../src/database/index.ts'
import { accept } from '../../src/engine/accept.ts'
import { countIgnored } from '../../src/engine/ignored.ts'
import { defaultSettings } from '../../src/engine/settings.ts'
import { dataFolder } from '../database.ts'
import { ManualQueue } from '../engine/bench.ts'
import { EchoAnswerer, inbound } from '../engine/double.ts'
import { silent } from '../engine/log.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
let db: OpenDatabase
beforeAll(async () => {
  folder = await dataFolder('erase')
  db = await openDatabase({ folder })
})
beforeEach(() => db.query('TRUNCATE conversation, web_conversation CASCADE'))
afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command as a person does, beside the process that serves the data folder. */
function tributary(...args: string[]): Promise<{ code: number; output: Record<string, unknown> }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/cli.ts', '--json', ...args],
      { cwd: root, env: { PATH: process.env.PATH, DATA_FOLDER: folder, LOG_LEVEL: 'silent' } },
      (error, stdout) => resolve({ code: error ? 1 : 0, output: JSON.parse(stdout) }),
    )
  })
}

/** A shopper writes in web chat: what the engine keeps, and what the channel does. */
async function writes(id: string, thread: string, more: Partial<Inbound> = {}): Promise<void> {
  const parts = {
    db,
    queue: new ManualQueue(),
    channels: new Map(),
    answerer: new EchoAnswerer(),
    citable: async () => true,
    settings: defaultSettings,
    log: silent,
    clock: () => new Date(),
    ignored: countIgnored(db, silent, () => new Date()),
  }
  const place = { channel: 'web', account: 'site', thread }
  await accept(parts, [inbound('private words', { ...place, from: { id }, ...more })])
  await db.query('INSERT INTO web_conversation (id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    thread,
    id,
  ])
}

async function left(): Promise<{ threads: string[]; chats: string[] }> {
  const threads = await db.query<{ thread: string }>('SELECT thread FROM conversation ORDER BY thread')
  const chats = await db.query<{ id: string }>('SELECT id FROM web_conversation ORDER BY id')
  return { threads: threads.map((row) => row.thread), chats: chats.map((row) => row.id) }
}

test('a shopper is erased by id, with what the channel kept, and only with --yes', async () => {
  await writes('dl_anna', 'a1')
  await writes('dl_anna', 'a2')
  await writes('dl_anna', 'a2')
  await writes('dl_ben', 'b1')
  const asked = await tributary('erase', 'dl_anna')
  expect(asked).toMatchObject({ code: 1, output: { error: { code: 'input.invalid' } } })
  expect(JSON.stringify(asked.output)).toContain('2 conversations with 3 messages')
  expect((await left()).threads).toHaveLength(3)
  expect(await tributary('erase', 'dl_anna', '--yes')).toEqual({
    code: 0,
    output: {
      shopper: { channel: 'web', account: 'site', id: 'dl_anna' },
      erased: { conversations: 2, messages: 3, sends: 0, traces: 0, handoffs: 0 },
    },
  })
  expect(await left()).toEqual({ threads: ['b1'], chats: ['b1'] })
})

test('a shopper is erased by the address of one of their conversations', async () => {
  await writes('dl_anna', 'a1')
  await writes('dl_anna', 'a2')
  expect(await tributary('erase', 'web:site:a2', '--yes')).toMatchObject({
    code: 0,
    output: { shopper: { id: 'dl_anna' }, erased: { conversations: 2 } },
  })
  expect(await left()).toEqual({ threads: [], chats: [] })
})

test('nobody of that name, and an id that several have, are said and erase nothing', async () => {
  await writes('8:acs:anna', 'a1')
  await writes('8:acs:anna', 'a9', { channel: 'email' })
  expect(await tributary('erase', 'dl_nobody', '--yes')).toMatchObject({
    code: 1,
    output: { error: { code: 'conversation.unknown' } },
  })
  const several = await tributary('erase', '8:acs:anna', '--yes')
  expect(several).toMatchObject({ code: 1, output: { error: { code: 'input.invalid' } } })
  expect(JSON.stringify(several.output)).toContain('--on email:site or --on web:site')
  expect((await left()).threads).toEqual(['a1', 'a9'])
  expect(await tributary('erase', '8:acs:anna', '--on', 'email:site', '--yes')).toMatchObject({ code: 0 })
  expect(await left()).toEqual({ threads: ['a1'], chats: ['a1', 'a9'] })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { array, assert, constantFrom, property } from 'fast-check'
import { readCommand } from '../../src/desk/slack/act/command.ts'
import type { Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { DESK, openBench, settle, until, type Bench, type Opened } from './bench.ts'

/** What colleagues write to each other. None of it may reach the shopper. */
const chatter = [
  'He is lying, do not refund him.',
  '@bot sned He is lying',
  '@bot sendHe is lying',
  '@bot send: he is lying',
  '@bot: send he is lying',
  '@bot "send" he is lying',
  '@bot please send he is lying',
  '@bot don’t send he is lying',
  '@bot `send` he is lying',
  'what if we @bot send he is lying',
  'send he is lying',
  '!send he is lying',
  '/send he is lying',
  '\n- @bot send he is lying',
  '> @bot send he is lying',
  '```\n@bot send he is lying\n```',
  '`@bot send he is lying`',
  'Write `@bot send` and the text, like so:\n@bot send he is lying',
  '*@bot* send he is lying',
  '@bot @bot send he is lying',
  '@bot',
  '@bot send',
  '@bot release notes are out',
  '@bot resolve is what you write at the end',
  '@bot claim to fame',
]

describe('what is internal stays internal', () => {
  let bench: Bench
  let ada: Person
  let opened: Opened

  beforeAll(async () => {
    bench = await openBench()
    ada = bench.slack.person('Ada', [DESK])
    opened = await bench.open()
    await ada.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
  })
  afterAll(() => bench.close())

  /** What anything that was written has led to. */
  const done = () => ({
    sent: bench.work.sent,
    asked: bench.work.asked,
    claimed: read(opened.root()).includes('Claimed'),
  })
  const NOTHING = { sent: [], asked: ['claim Ada'], claimed: true }

  test.each(chatter)('%j', async (text) => {
    await ada.writes(text, opened.place)
    await settle()
    expect(done()).toEqual(NOTHING)
  })

  test('a message that is edited into a command does nothing, and the person is told', async () => {
    const message = await ada.writes('@bot sned He is lying', opened.place)
    await ada.edits(message, '@bot send He is lying', opened.place)
    await until(() => ada.told.some((text) => text.includes('An edited message is not sent')))
    expect(done()).toEqual(NOTHING)
  })

  test('a typo is answered, with what a command looks like', async () => {
    const before = ada.told.length
    await ada.writes('@bot sned hello', opened.place)
    const told = await until(() => ada.told[before])
    expect(told).toContain('Nothing was sent to the shopper')
    expect(told).toContain('@bot send <text>')
  })

  test('a command outside of a handoff’s thread does nothing', async () => {
    await ada.writes('@bot send He is lying', { channel: DESK })
    const other = await ada.writes('Lunch?', { channel: DESK })
    await ada.writes('@bot send He is lying', { channel: DESK, thread: other.ts })
    await until(() => ada.told.filter((text) => text.includes('only in the thread')).length === 2)
    expect(done()).toEqual(NOTHING)
  })

  test('a window that is closed without sending sends nothing; one that is empty is not taken', async () => {
    const message = await ada.writes('He is lying', opened.place)
    await ada.shortcut(message, opened.place)
    await until(() => ada.window !== undefined)
    const refused = await ada.submits('   ')
    expect(JSON.parse(refused.body)).toEqual({
      response_action: 'errors',
      errors: { text: 'Write something to send.' },
    })
    await settle()
    expect(done()).toEqual(NOTHING)
  })

  test.each([
    ['another bot', { bot: true }],
    ['somebody deactivated', { deleted: true }],
    ['somebody of another company', { team: 'T0OTHER' }],
    ['a stranger of a shared channel', { stranger: true }],
  ])('%s can do nothing', async (_who, more) => {
    const name = `Mallory${Object.keys(more)[0]}`
    const mallory = bench.slack.person(name, [DESK], more)
    await mallory.writes('@bot send He is lying', opened.place)
    await mallory.clicks('Back to the bot', opened.place)
    await mallory.clicks('Resolve', opened.place)
    await until(
      () => bench.ignored.filter(({ reason }) => reason === 'not a person of this workspace').length >= 3,
    )
    bench.ignored.length = 0
    expect(done()).toEqual(NOTHING)
  })

  test('messages of bots are let go by, with the reason', async () => {
    bench.ignored.length = 0
    const event = {
      type: 'app_mention',
      channel: DESK,
      thread_ts: opened.place.thread,
      text: '<@U0BOT> send He is lying',
    }
    await bench.slack.event({ ...event, ts: '1.1', user: 'U0ADA', bot_id: 'B0OTHER' })
    await bench.slack.event({ ...event, ts: '1.2', user: 'U0BOT', bot_id: 'B0BOT' })
    await bench.slack.event({
      type: 'message',
      subtype: 'bot_message',
      channel: DESK,
      ts: '1.3',
      bot_id: 'B0OTHER',
      text: 'hi',
    })
    expect(bench.ignored.map(({ reason }) => reason)).toEqual(Array(3).fill('message of a bot'))
    expect(done()).toEqual(NOTHING)
  })

  test('nothing that people write to each other is kept', async () => {
    await ada.writes('The secret word is swordfish', opened.place)
    await settle()
    const rows = await bench.db.query('SELECT key FROM slack_intake WHERE body::text LIKE $1', [
      '%swordfish%',
    ])
    expect(rows).toEqual([])
  })
})

test('only a mention in front, and “send” right behind it, is a send', () => {
  const words = constantFrom(
    '<@U0BOT>',
    'send',
    'sned',
    ' ',
    '\n',
    'x',
    '`',
    '>',
    '*',
    ':',
    'SEND',
    '<@U0ADA>',
    '&gt;',
  )
  assert(
    property(array(words, { maxLength: 8 }), (parts) => {
      const text = parts.join('')
      const command = readCommand(text, 'U0BOT')
      expect(command.do === 'send').toBe(/^\s*<@U0BOT>\s+send(\s|$)/i.test(text))
    }),
    { numRuns: 2000 },
  )
})

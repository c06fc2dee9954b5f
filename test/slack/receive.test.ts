import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { DESK, openBench, settle, until, type Bench, type Opened } from './bench.ts'

describe('what Slack delivers', () => {
  let bench: Bench
  let ada: Person
  let opened: Opened

  beforeAll(async () => {
    bench = await openBench()
    ada = bench.slack.person('Ada', [DESK])
  })
  afterAll(() => bench.close())

  beforeEach(async () => {
    opened = await bench.open()
    await ada.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
    bench.ignored.length = 0
    bench.work.asked = []
    bench.slack.deliveries = []
  })

  const sentHere = () => bench.work.sent.filter(({ handoff }) => handoff === opened.handoff)
  const mention = (ts: string) => ({
    type: 'app_mention',
    user: ada.user.id,
    channel: opened.place.channel,
    thread_ts: opened.place.thread,
    ts,
    text: '<@U0BOT> send Hello',
  })
  const raw = (body: string, headers: Record<string, string>) =>
    bench.desk.handle({
      method: 'POST',
      path: '/events',
      url: 'https://shop.example/desk/slack/events',
      query: {},
      headers,
      body: Buffer.from(body),
    })

  test('proves its address with the challenge, when it is signed', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
    expect(await raw(body, bench.slack.sign(body))).toMatchObject({ status: 200, body: 'abc' })
    expect((await raw(body, {})).status).toBe(401)
  })

  test('is refused and counted when it is forged, changed, stale or unsigned; nothing is stored', async () => {
    const body = JSON.stringify({ type: 'event_callback', event: mention('1.000001'), event_id: 'Ev1' })
    const old = Math.floor(Date.now() / 1000) - 301
    const good = bench.slack.sign(body)
    for (const [text, headers] of [
      [body, bench.slack.sign(body, undefined, 'another secret')],
      [body.replace('Hello', 'Hallo'), good],
      [body, bench.slack.sign(body, old)],
      [body, { ...good, 'x-slack-request-timestamp': 'now' }],
      [body, { ...good, 'x-slack-signature': 'v1=00' }],
      [body, {}],
    ] as const)
      expect((await raw(text, headers)).status).toBe(401)
    expect(bench.ignored.map(({ reason }) => reason)).toEqual(Array(6).fill('signature refused'))
    expect(await bench.db.query(`SELECT key FROM slack_intake WHERE key LIKE '%1.000001%'`)).toEqual([])
    expect((await raw(body, good)).status).toBe(200)
    await until(() => bench.work.sent.some(({ key }) => key.endsWith('1.000001')))
  })

  test('is kept also with half a character or NUL in it', async () => {
    const ts = bench.slack.workspace.stamp()
    const event = { ...mention(ts), text: '<@U0BOT> send Hello \ud83d\0', note: '\0' }
    const body = JSON.stringify({ type: 'event_callback', event, event_id: `Ev${ts}` })
    expect((await raw(body, bench.slack.sign(body))).status).toBe(200)
    await until(() => sentHere().length > 0)
    expect(sentHere()[0]!.content.text).toBe('Hello \ufffd')
  })

  test('counts once, however often it comes: the same event, another event of the same message, two processes', async () => {
    const other = await bench.another()
    const ts = bench.slack.workspace.stamp()
    const body = (id: string) =>
      JSON.stringify({ type: 'event_callback', event_id: id, team_id: 'T0DOUBLE', event: mention(ts) })
    const answers = await Promise.all(
      ['EvA', 'EvA', 'EvB', 'EvA'].map((id, index) => {
        const desk = index % 2 === 0 ? bench.desk : other
        const text = body(id)
        const headers = { ...bench.slack.sign(text), 'x-slack-retry-num': '1' }
        return desk.handle({
          method: 'POST',
          path: '/',
          url: 'https://x/',
          query: {},
          headers,
          body: Buffer.from(text),
        })
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await until(() => sentHere().length > 0)
    await settle()
    expect(sentHere()).toHaveLength(1)
    expect(bench.work.asked.filter((one) => one.startsWith('send')).length).toBe(1)
    expect(bench.ignored.filter(({ reason }) => reason === 'delivered before')).toHaveLength(3)
  })

  test('a button pressed once acts once; a window sent twice sends once', async () => {
    const [trigger, verdicts] = [bench.slack.trigger(ada.user.id), bench.work.verdicts.length]
    const stamp = bench.slack.workspace.stamp.bind(bench.slack.workspace)
    const at = stamp()
    bench.slack.workspace.stamp = () => at
    await ada.clicks('Draft was wrong', opened.place, trigger)
    await ada.clicks('Draft was wrong', opened.place, trigger)
    bench.slack.workspace.stamp = stamp
    await settle()
    expect(bench.work.verdicts.slice(verdicts)).toEqual([
      { handoff: opened.handoff, agent: { id: 'slack:U0ADA', name: 'Ada' }, verdict: 'draft_wrong' },
    ])
    await ada.clicks('Write to shopper', opened.place)
    await until(() => ada.window === '')
    await Promise.all([ada.submits('Hello'), ada.submits('Hello')])
    await until(() => sentHere().length > 0)
    await settle()
    expect(sentHere()).toHaveLength(1)
  })

  test('is acknowledged within a second whatever the work takes', async () => {
    let done = () => {}
    bench.work.beforeSend = () => new Promise((resolve) => (done = resolve))
    await ada.writes('@bot send Hello', opened.place)
    await until(() => bench.work.asked.at(-1) === 'send Ada')
    expect(bench.slack.deliveries.every(({ status, ms }) => status === 200 && ms < 1000)).toBe(true)
    bench.work.beforeSend = async () => {}
    done()
    await until(() => sentHere().length === 1)
  })

  test('is finished by a desk that is told to stop', async () => {
    const other = await bench.another()
    bench.work.beforeSend = () => sleep(300)
    const ts = bench.slack.workspace.stamp()
    const text = JSON.stringify({ type: 'event_callback', event_id: 'EvStop', event: mention(ts) })
    const headers = bench.slack.sign(text)
    const request = {
      method: 'POST',
      path: '/',
      url: 'https://x/',
      query: {},
      headers,
      body: Buffer.from(text),
    }
    expect((await other.handle(request)).status).toBe(200)
    await other.stop()
    expect(sentHere()).toHaveLength(1)
    await expect(other.handle(request)).rejects.toMatchObject({ code: 'slack.busy' })
    bench.work.beforeSend = async () => {}
  })

  test('is not acknowledged when it could not be kept, and comes again', async () => {
    await bench.db.query('ALTER TABLE slack_intake RENAME TO elsewhere')
    const writing = ada.writes('@bot send Hello', opened.place)
    await until(() => bench.slack.deliveries.some(({ status }) => status === 503))
    await bench.db.query('ALTER TABLE elsewhere RENAME TO slack_intake')
    await writing
    await until(() => sentHere().length > 0)
    expect(sentHere()).toHaveLength(1)
  })

  test('is tried again when the work fails, and is taken up by another process when this one dies', async () => {
    let failures = 1
    bench.work.beforeSend = async () => {
      if (failures-- > 0) throw new Error('the database is away')
    }
    await ada.writes('@bot send Hello', opened.place)
    await until(() => failures === 0)
    expect(sentHere()).toEqual([])
    await bench.db.query(
      `UPDATE slack_intake SET lease_until = now() - interval '1 second' WHERE done_at IS NULL`,
    )
    await bench.another()
    await until(() => sentHere().length > 0)
    expect(sentHere()).toHaveLength(1)
    bench.work.beforeSend = async () => {}
  })

  test('a send that went through before the process died is not told to have failed', async () => {
    const message = await ada.writes('@bot send Hello', opened.place)
    await until(() => opened.thread().some((one) => read(one).includes('Ada → shopper')))
    await settle()
    const told = ada.told.length
    bench.work.may = () => ({ may: false, why: 'It is over.' })
    const body = { type: 'event_callback', team_id: 'T0DOUBLE', event: mention(message.ts) }
    await bench.db.query(
      `UPDATE slack_intake SET done_at = NULL, body = $2, lease_until = now() - interval '1 second' WHERE key = $1`,
      [`mention:${opened.place.channel}:${message.ts}`, JSON.stringify(body)],
    )
    await bench.another()
    await until(
      async () => (await bench.db.query('SELECT 1 FROM slack_intake WHERE done_at IS NULL')).length === 0,
    )
    bench.work.may = () => ({ may: true })
    expect(ada.told.slice(told)).toEqual([])
    expect(sentHere()).toHaveLength(1)
  })

  test('what cannot be done in five tries is given back to who wrote it', async () => {
    bench.work.beforeSend = async () => {
      throw new Error('the database is away')
    }
    await ada.writes('@bot send A long and careful answer', opened.place)
    await until(() => bench.work.asked.at(-1) === 'send Ada')
    await sleep(50)
    await bench.db.query(
      `UPDATE slack_intake SET attempts = 4, lease_until = now() - interval '1 second' WHERE done_at IS NULL`,
    )
    await bench.another()
    const told = await until(() => ada.told.find((text) => text.includes('could not be done')))
    expect(told).toContain('A long and careful answer')
    bench.work.beforeSend = async () => {}
    // It is told before it is marked as done.
    await until(async () => {
      const open = await bench.db.query('SELECT key FROM slack_intake WHERE done_at IS NULL')
      return open.length === 0
    })
  })

  test('keeps nothing that opens doors, and nothing that was said once it is worked off', async () => {
    const message = await ada.writes('@bot send Hello swordfish', opened.place)
    await until(() => sentHere().length === 1)
    await settle()
    const [row] = await bench.db.query<{ body: unknown }>('SELECT body FROM slack_intake WHERE key = $1', [
      `mention:${opened.place.channel}:${message.ts}`,
    ])
    expect(row).toEqual({ body: null })
  })

  test('a refused send gives the text back', async () => {
    const eve = bench.slack.person('Eve', [DESK])
    await eve.writes('@bot send My careful answer', opened.place)
    const told = await until(() => eve.told.find((text) => text.includes('Not sent')))
    expect(told).toContain('*Ada* has this conversation')
    expect(told).toContain('My careful answer')
    bench.work.may = () => ({ may: false, why: 'The time for replies has run out.' })
    await ada.writes('@bot send Too late', opened.place)
    await until(() => ada.told.some((text) => text.includes('has run out') && text.includes('Too late')))
    bench.work.may = () => ({ may: true })
    expect(sentHere()).toEqual([])
  })

  test('a window that came too late is told, not dropped', async () => {
    bench.slack.triggerMs = -1
    await ada.clicks('Write to shopper', opened.place)
    const told = await until(() => ada.told.find((text) => text.includes('could not be opened')))
    expect(told).toContain('Nothing was sent; please press again')
    bench.slack.triggerMs = 3000
  })

  test('an edit or deletion of what was sent is answered honestly, and sends nothing', async () => {
    const message = await ada.writes('@bot send The price is 10 euros', opened.place)
    await until(() => sentHere().length === 1)
    await ada.edits(message, '@bot send The price is 20 euros', opened.place)
    await until(() =>
      ada.told.some((text) => text.includes('changed a message that was sent') && text.includes('whatsapp')),
    )
    await ada.deletes(message, opened.place)
    await until(() => ada.told.some((text) => text.includes('deleted a message that was sent')))
    await settle()
    expect(sentHere()).toHaveLength(1)
  })
})

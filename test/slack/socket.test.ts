import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSlackDesk, readRules } from '../../src/desk/slack/index.ts'
import type { Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { silent } from '../engine/log.ts'
import { DESK, openBench, until, type Bench } from './bench.ts'

describe('Socket Mode', () => {
  let bench: Bench
  let ada: Person
  beforeAll(async () => {
    bench = await openBench({ socket: true })
    ada = bench.slack.person('Ada', [DESK])
  })
  afterAll(() => bench.close())

  test('needs no address: events, buttons and windows come over the socket, each acknowledged', async () => {
    const opened = await bench.open()
    await ada.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
    await ada.writes('@bot send Hello', opened.place)
    await until(() => bench.work.sent.length === 1)
    await ada.clicks('Write to shopper', opened.place)
    await until(() => ada.window === '')
    const refused = await ada.submits('')
    expect(JSON.parse(refused.body)).toMatchObject({ response_action: 'errors' })
    await ada.submits('Hello again')
    await until(() => bench.work.sent.length === 2)
    expect(bench.slack.deliveries.every(({ status, ms }) => status === 200 && ms < 1000)).toBe(true)
  })

  test('connects anew when Slack asks for it, and when the connection breaks', async () => {
    const opened = await bench.open()
    const again = async (text: string) => {
      await until(() => bench.slack.connections === 1, 10_000)
      await ada.clicks('Claim', opened.place).catch(() => {})
      await ada.writes(`@bot ${text}`, opened.place)
      await until(() => bench.work.asked.includes(`${text} Ada`))
    }
    bench.slack.refreshSockets()
    await until(() => bench.slack.connections === 0)
    await again('claim')
    bench.slack.trouble('auth.test', 'cut')
    bench.slack.dropSockets()
    await again('release')
    expect(bench.work.asked.filter((one) => one === 'release Ada')).toHaveLength(1)
  })

  test('a wrong app token does not take the server down: it is logged, and tried again', async () => {
    const errors: string[] = []
    const troubles: string[] = []
    const desk = await createSlackDesk({
      db: bench.db,
      botToken: bench.slack.botToken,
      appToken: 'xapp-wrong',
      trouble: (part, error) => void troubles.push(`${part}: ${error?.code ?? 'works'}`),
      apiUrl: bench.slack.apiUrl,
      rules: readRules([], DESK),
      mention: 'none',
      outgoing: fetch,
      count: async () => {},
      clock: () => new Date(),
      log: { ...silent, error: (_facts, message) => void errors.push(message) },
    })
    await desk.start(bench.work)
    expect(errors).toContain('no connection to Slack')
    expect(troubles.at(-1)).toBe('Slack (Socket Mode): slack.token_refused')
    expect(
      (
        await desk.handle({
          method: 'POST',
          path: '/',
          url: '',
          query: {},
          headers: {},
          body: new Uint8Array(),
        })
      ).status,
    ).toBe(404)
    await desk.stop()
  })
})

test('a desk that Slack could not reach in any way is refused', async () => {
  const options = { rules: readRules([], DESK), botToken: 'x', apiUrl: 'https://slack.com/api/' }
  await expect(createSlackDesk(options as never)).rejects.toMatchObject({ code: 'config.invalid' })
})

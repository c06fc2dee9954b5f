import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read } from '../doubles/slack/person.ts'
import type { Person } from '../doubles/slack/index.ts'
import { openBench, until, type Bench, type Opened, DESK } from './bench.ts'
import { aCase } from './work.ts'

describe('a handoff in Slack', () => {
  let bench: Bench
  let ada: Person
  let bob: Person

  beforeAll(async () => {
    bench = await openBench()
    ada = bench.slack.person('Ada', [DESK])
    bob = bench.slack.person('Bob', [DESK])
  })
  afterAll(() => bench.close())

  test('says when the token is not taken, and goes on when it is', async () => {
    const told: string[] = []
    const trouble = (part: string, error?: { code: string }) =>
      void told.push(`${part}: ${error?.code ?? 'works'}`)
    const locked = await bench.another({ botToken: 'xoxb-wrong', trouble })
    const event = { id: 9001, handoff: 9001, conversation: 1, at: new Date().toISOString() }
    bench.work.cases.set(9001, aCase(9001, {}))
    await expect(locked.take({ ...event, news: { kind: 'opened' } })).rejects.toMatchObject({
      code: 'slack.token_refused',
    })
    expect(told).toEqual(['Slack: slack.token_refused', 'Slack: slack.token_refused'])
    const good = await bench.another({ trouble })
    await good.take({ ...event, news: { kind: 'opened' } })
    expect(told.slice(2)).toEqual(['Slack: works', 'Slack: works'])
  })

  const claimed = async (opened: Opened, who = ada) => {
    await who.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
  }

  test('begins a thread that says everything a person needs', async () => {
    const opened = await bench.open()
    const text = read(opened.root())
    for (const part of [
      'waiting for somebody to claim it',
      'Sam (491701234567)',
      'WhatsApp',
      '23 h',
      'Can I return an opened mattress?',
      'two different things',
      'How can I help?',
      '<https://wiki.example/returns|Returns › Mattresses>',
      'within *100 nights*',
      'trace-1',
    ])
      expect(text).toContain(part)
  })

  test('is shown as claimed only when the claim is done, and a second one is told who has it', async () => {
    const opened = await bench.open()
    let done = () => {}
    bench.work.beforeClaim = () => new Promise((resolve) => (done = resolve))
    await ada.clicks('Claim', opened.place)
    await until(() => bench.work.asked.includes('claim Ada'))
    expect(read(opened.root())).not.toContain('Claimed')
    bench.work.beforeClaim = async () => {}
    await bob.clicks('Claim', opened.place)
    await until(() => bob.told.some((text) => text.includes('Ada has this conversation')))
    done()
    await until(() => read(opened.root()).includes('*Claimed* by *Ada* since'))
  })

  test('sends by @bot send, ticks what was written, and gives back', async () => {
    const opened = await bench.open()
    await claimed(opened)
    const message = await ada.writes('@bot send Yes, you can: *100 nights*.', opened.place)
    const sent = await until(() => bench.work.sent.find((one) => one.handoff === opened.handoff))
    expect(sent).toMatchObject({
      agent: { id: 'slack:U0ADA', name: 'Ada' },
      content: { text: 'Yes, you can: **100 nights**.' },
    })
    await until(() => opened.thread().some((one) => read(one).includes('on its way')))
    await bench.work.tell(opened.handoff, { kind: 'delivery', key: sent.key, state: 'sent' })
    await bench.work.tell(opened.handoff, { kind: 'delivery', key: sent.key, state: 'read' })
    const copy = opened.thread().find((one) => read(one).includes('Ada → shopper'))!
    expect(read(copy)).toContain(':eyes: read')
    expect(read(copy)).not.toContain('on its way')
    expect(message.reactions.map(({ name }) => name)).toEqual(['heavy_check_mark', 'eyes'])
    await ada.writes('@bot release', opened.place)
    await until(() => read(opened.root()).includes('Back with the bot'))
  })

  test('shows a draft in a window and sends what stands there', async () => {
    const opened = await bench.open()
    await claimed(opened)
    await ada.clicks('Send draft', opened.place)
    await until(() => ada.window !== undefined)
    expect(ada.window).toBe('Yes, within **100 nights**.')
    expect(bench.work.sent.filter((one) => one.handoff === opened.handoff)).toEqual([])
    await ada.submits('Yes, within 100 nights of delivery.')
    const sent = await until(() => bench.work.sent.find((one) => one.handoff === opened.handoff))
    expect(sent.content.text).toBe('Yes, within 100 nights of delivery.')
  })
})

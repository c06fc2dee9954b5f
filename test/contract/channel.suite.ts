import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Accept, AcceptResult, Channel, SendContext } from '../../src/contract/channel.ts'
import type { Address, Content, Inbound } from '../../src/contract/message.ts'

/** What the provider's side of a channel looks like to the suite: how to deliver to it, and what the shopper sees. */
export interface ChannelDriver {
  readonly channel: Channel
  /** A conversation that is open for both sides. */
  readonly address: Address
  /** The provider's payload of a text message, with the provider's own id. */
  textMessage(id: string, text: string): unknown
  /** Payloads of every kind that the provider sends and that carries no question: status, typing, types yet unknown. */
  others: unknown[]
  /** Delivers a payload as the provider does. True when the provider was told that it was taken. */
  deliver(payload: unknown): Promise<boolean>
  /** Texts that reached the shopper in this conversation, oldest first, sources and choices included as text. */
  shown(): Promise<string[]>
  /** Stops the channel and starts a new one on the same data, as a new process would. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Laws of the contract that a channel may be excused from, each with its reason. */
export type Excuses = Partial<Record<'idempotent send' | 'restart', string>>

/** The engine's side: remembers what was taken in, and can be made to fail. */
class Inbox {
  taken: Inbound[] = []
  duplicates = 0
  failing = false
  private seen = new Set<string>()
  accept: Accept = async (messages): Promise<AcceptResult> => {
    if (this.failing) throw new Error('cannot be stored now')
    const result: AcceptResult = { stored: [], duplicates: [] }
    for (const message of messages) {
      const known = this.seen.has(message.externalId)
      result[known ? 'duplicates' : 'stored'].push(message.externalId)
      if (known) this.duplicates++
      else this.taken.push(message)
      this.seen.add(message.externalId)
    }
    return result
  }
}

const content = (text: string, more: Partial<Content> = {}): Content => ({
  text,
  citations: [],
  choices: [],
  ...more,
})

/** The bot's answer to somebody who has just written. */
const context = (): SendContext => ({ author: 'bot', lastInboundAt: new Date().toISOString() })

/** The laws that hold for every channel, told from the provider's and the shopper's side. */
export function channelSuite(
  name: string,
  open: (accept: Accept) => Promise<ChannelDriver>,
  excuses: Excuses = {},
): void {
  describe(`channel contract: ${name}`, () => {
    const inbox = new Inbox()
    let driver: ChannelDriver
    let count = 0
    const fresh = (prefix: string) => `${prefix}-${++count}`
    const send = (words: Content, key = fresh('key')) =>
      driver.channel.send(driver.address, words, key, context())

    beforeAll(async () => {
      driver = await open((messages) => inbox.accept(messages))
    })
    afterAll(async () => driver?.close())

    it('has a name, and limits that make sense', () => {
      const { name: given, limits } = driver.channel
      expect(given).toMatch(/^[a-z]+$/)
      expect(driver.address.channel).toBe(given)
      expect(limits.textLength).toBeGreaterThan(0)
      expect(limits.choices).toBeGreaterThanOrEqual(0)
    })

    it('warms up without taking anything in', async () => {
      const before = inbox.taken.length
      await driver.channel.warmUp?.()
      expect(inbox.taken).toHaveLength(before)
    })

    it('brings a text message into normal form', async () => {
      const text = 'Grüße! 你好 مرحبا 🙂 — "quoted" <b>&amp;'
      expect(await driver.deliver(driver.textMessage(fresh('in'), text))).toBe(true)
      const message = inbox.taken.at(-1)!
      expect(message).toMatchObject({ ...driver.address, kind: 'text', text, attachments: [] })
      expect(message.externalId).not.toBe('')
      expect(message.from.id).not.toBe('')
      expect(message.at).toMatch(/(Z|[+-]\d\d:\d\d)$/)
      expect(Number.isNaN(Date.parse(message.at))).toBe(false)
    })

    it('acknowledges only what was taken in, and takes it when it comes again', async () => {
      const payload = driver.textMessage(fresh('in'), 'do not lose me')
      inbox.failing = true
      expect(await driver.deliver(payload)).toBe(false)
      inbox.failing = false
      expect(await driver.deliver(payload)).toBe(true)
      expect(inbox.taken.filter((message) => message.text === 'do not lose me')).toHaveLength(1)
    })

    it('gives a redelivered message the id it had', async () => {
      const payload = driver.textMessage(fresh('in'), 'twice')
      expect(await driver.deliver(payload)).toBe(true)
      const before = inbox.duplicates
      expect(await driver.deliver(payload)).toBe(true)
      expect(inbox.taken.filter((message) => message.text === 'twice')).toHaveLength(1)
      expect(inbox.duplicates).toBeGreaterThanOrEqual(before)
    })

    it('keeps two messages with equal words apart', async () => {
      await driver.deliver(driver.textMessage(fresh('in'), 'same words'))
      await driver.deliver(driver.textMessage(fresh('in'), 'same words'))
      expect(inbox.taken.filter((message) => message.text === 'same words')).toHaveLength(2)
    })

    it('passes messages on in the order in which they came', async () => {
      const words = Array.from({ length: 5 }, (_, n) => `order ${n}`)
      for (const text of words) await driver.deliver(driver.textMessage(fresh('in'), text))
      const texts = inbox.taken.map((message) => message.text)
      expect(texts.filter((text) => text?.startsWith('order '))).toEqual(words)
    })

    it('answers everything else that the provider sends', async () => {
      for (const payload of driver.others) expect(await driver.deliver(payload)).toBe(true)
    })

    it('shows what is sent, in the order of sending', async () => {
      for (const text of ['first answer', 'second answer', 'third answer']) {
        expect(await send(content(text))).toMatchObject({
          outcome: 'sent',
          externalId: expect.stringMatching(/./),
        })
      }
      const shown = (await driver.shown()).join('\n')
      const places = ['first answer', 'second answer', 'third answer'].map((text) => shown.indexOf(text))
      expect(places.every((place) => place >= 0)).toBe(true)
      expect(places).toEqual([...places].sort((one, other) => one - other))
    })

    it('sends a long text whole, in messages within the limit', async () => {
      const { textLength, textUnit } = driver.channel.limits
      const marks = Array.from(
        { length: Math.ceil((textLength * 2.5) / 20) },
        (_, n) => `mark${n} ÿ is here.`,
      )
      expect((await send(content(marks.join('\n')))).outcome).toBe('sent')
      const shown = await driver.shown()
      const all = shown.join('\n')
      expect(marks.every((mark) => all.includes(mark))).toBe(true)
      for (const text of shown)
        expect(textUnit === 'bytes' ? Buffer.byteLength(text) : text.length).toBeLessThanOrEqual(textLength)
    })

    it('shows every choice, also beyond what buttons can hold', async () => {
      for (const extra of [0, 3]) {
        const choices = Array.from({ length: driver.channel.limits.choices + extra }, (_, n) => ({
          title: `Choice ${extra}-${n}`,
          value: `choice-${extra}-${n}`,
        }))
        await send(content('Which one?', { choices }))
        const shown = (await driver.shown()).join('\n')
        expect(choices.every(({ title }) => shown.includes(title))).toBe(true)
      }
    })

    it('names the page that an answer comes from', async () => {
      const citation = {
        pageId: 1,
        title: 'Returns and exchanges',
        heading: ['Sale items'],
        url: 'https://shop.example/help/returns',
        quote: 'Sale items can be returned within 14 days.',
      }
      await send(content('Within 14 days.', { citations: [citation] }))
      expect((await driver.shown()).join('\n')).toContain('Returns and exchanges')
    })

    it.skipIf(excuses['idempotent send'])('shows a message once however often its key is sent', async () => {
      expect(driver.channel.idempotentSend).toBe(true)
      const receipts = [
        await send(content('exactly once'), 'the-key'),
        await send(content('exactly once'), 'the-key'),
      ]
      expect(receipts[0]).toMatchObject({ outcome: 'sent' })
      expect(receipts[1]).toEqual(receipts[0])
      expect((await driver.shown()).filter((text) => text.includes('exactly once'))).toHaveLength(1)
    })

    it.skipIf(excuses.restart)('goes on after a restart where it was', async () => {
      await driver.restart()
      expect(await driver.deliver(driver.textMessage(fresh('in'), 'after the restart'))).toBe(true)
      expect(inbox.taken.at(-1)?.text).toBe('after the restart')
      expect((await send(content('answer after the restart'))).outcome).toBe('sent')
      if (driver.channel.idempotentSend) await send(content('exactly once'), 'the-key')
      const shown = await driver.shown()
      expect(shown.some((text) => text.includes('answer after the restart'))).toBe(true)
      expect(shown.filter((text) => text.includes('exactly once')).length).toBeLessThanOrEqual(1)
    })

    it('takes nothing in once it is stopped', async () => {
      const before = inbox.taken.length
      await driver.channel.stop()
      const taken = await driver.deliver(driver.textMessage(fresh('in'), 'too late')).catch(() => false)
      expect(taken).toBe(false)
      expect(inbox.taken).toHaveLength(before)
    })
  })
}

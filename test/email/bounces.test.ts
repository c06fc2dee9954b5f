import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/contract/channel.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startSmtp, type SmtpDouble } from '../doubles/smtp/index.ts'
import { Inbox, mime, openChannel, posted, until } from './bench.ts'
import { startExim, withoutExim, type Exim } from './exim.ts'

describe.skipIf(withoutExim)(`bounces of a real Exim${withoutExim ? `: ${withoutExim}` : ''}`, () => {
  let db: TestDatabase
  let exim: Exim
  let theirs: SmtpDouble
  let ours: SmtpDouble
  let channel: Channel
  const inbox = new Inbox()

  beforeAll(async () => {
    db = await openTestDatabase()
    theirs = await startSmtp()
    ours = await startSmtp()
    exim = await startExim({ 'mail.example': portOf(theirs), 'shop.example': portOf(ours) })
    channel = openChannel(db, { smtpUrl: exim.url })
    await channel.start(inbox.accept)
  })
  afterAll(async () => {
    await channel.stop()
    await exim.close()
    await Promise.all([theirs.close(), ours.close()])
    await db.close()
  })

  function portOf({ url }: SmtpDouble): number {
    return Number(new URL(url).port)
  }

  async function answer(key: string) {
    await channel.handle!(posted(mime({})))
    const { account, thread, externalId } = inbox.messages.findLast(({ kind }) => kind === 'text')!
    return channel.send(
      { channel: 'email', account, thread },
      { text: 'Yes, we do.', citations: [], choices: [] },
      key,
      { author: 'bot', replyTo: externalId, lastInboundAt: new Date().toISOString() },
    )
  }

  async function bounceBack(count: number) {
    await until('a report comes back', () => ours.mails.length >= count, 20_000)
    const { raw } = ours.mails[count - 1]!
    expect((await channel.handle!(posted(raw))).status).toBe(200)
    return raw.toString()
  }

  it('carries a mail to the shopper when nothing is wrong', async () => {
    expect(await answer('k1')).toMatchObject({ outcome: 'sent' })
    await until('it arrives', () => theirs.mails.length === 1)
    expect(theirs.mails[0]!.raw.toString()).toContain('Yes, we do.')
  })

  it('records a refusal for good on the message that it belongs to', async () => {
    theirs.fail({ at: 'recipient', code: 550, words: '5.1.1 No such person here' })
    const receipt = await answer('k2')
    expect(receipt).toMatchObject({ outcome: 'sent' })
    const raw = await bounceBack(1)
    expect(raw).toContain('Auto-Submitted: auto-replied')
    const externalId = receipt.outcome === 'sent' ? receipt.externalId : ''
    expect(inbox.last).toMatchObject({
      kind: 'status',
      externalId: `${externalId}:failed`,
      replyTo: externalId,
      thread: inbox.messages[0]!.thread,
      status: { state: 'failed', reason: expect.stringContaining('5.1.1') },
    })
  })

  it('takes a delay for nothing final', async () => {
    theirs.fail({ at: 'recipient', code: 451, words: '4.7.1 Come back later' })
    theirs.fail({ at: 'recipient', code: 451, words: '4.7.1 Come back later' })
    await answer('k3')
    await new Promise((resolve) => setTimeout(resolve, 2500))
    await exim.runQueue()
    const before = inbox.messages.filter(({ kind }) => kind === 'status').length
    const raw = await bounceBack(2)
    expect(raw).toMatch(/delayed/i)
    expect(inbox.messages.filter(({ kind }) => kind === 'status')).toHaveLength(before)
    expect(inbox.ignored).toContainEqual({ reason: 'delivery is delayed; the server goes on trying' })
  })
})

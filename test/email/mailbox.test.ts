import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startSmtp } from '../doubles/smtp/index.ts'
import type { EmailLimits } from '../../channels/email/index.ts'
import { Inbox, mime, openChannel, parsed, until } from './bench.ts'
import { startDovecot, withoutDovecot, type Dovecot } from './dovecot.ts'

const fast: Partial<EmailLimits> = { backoffMs: 50, longestBackoffMs: 200, leaseSeconds: 3 }
const excuses = {
  'idempotent send': 'SMTP takes no key: a mail whose taking nobody confirmed may have gone out',
}

if (withoutDovecot) describe.skip(`mailbox of a real Dovecot: ${withoutDovecot}`, () => it('', () => {}))
else {
  channelSuite(
    'email by IMAP and SMTP',
    async (accept): Promise<ChannelDriver> => {
      const db = await openTestDatabase()
      const dovecot = await startDovecot()
      const smtp = await startSmtp()
      let thread = ''
      let settled = 0
      let failed = 0
      const take: typeof accept = async (messages, ignored) => {
        thread ||= messages[0]?.thread ?? ''
        try {
          const result = await accept(messages, ignored)
          settled += messages.length + (ignored?.length ?? 0)
          return result
        } catch (error) {
          failed++
          throw error
        }
      }
      const open = async () => {
        const channel = openChannel(db, { smtpUrl: smtp.url, imapUrl: dovecot.url, limits: fast })
        await channel.start(take)
        return channel
      }
      let stopped = false
      let channel = await open()
      const deliver = async (payload: unknown) => {
        const before = { settled, failed }
        await dovecot.append(payload as Buffer)
        await until(
          'the mail is taken',
          () => stopped || settled > before.settled || failed > before.failed,
          5000,
        ).catch(() => {})
        return settled > before.settled
      }
      await deliver(mime({ 'Message-ID': '<first@mail.example>' }))
      return {
        get channel() {
          const { stop } = channel
          return Object.assign(channel, {
            async stop() {
              stopped = true
              await stop()
            },
          })
        },
        address: { channel: 'email', account: 'help@shop.example', thread },
        textMessage: (id, text) =>
          mime({ 'Message-ID': `<${id}@mail.example>`, Subject: 'Re: Shipping' }, text),
        others: [
          mime({ 'Auto-Submitted': 'auto-replied', Subject: 'Away' }),
          mime({ 'List-Id': '<news.mail.example>' }),
          mime({ 'Return-Path': '<>', From: 'MAILER-DAEMON@mail.example', Subject: 'Undelivered Mail' }),
        ],
        deliver,
        shown: async () => Promise.all(smtp.mails.map(async ({ raw }) => (await parsed(raw)).text ?? '')),
        async restart() {
          await channel.stop()
          stopped = false
          channel = await open()
        },
        async close() {
          await channel.stop()
          await smtp.close()
          await dovecot.close()
          await db.close()
        },
      }
    },
    excuses,
  )

  describe('a mailbox of a real Dovecot', () => {
    let db: TestDatabase
    let dovecot: Dovecot
    let inbox = new Inbox()
    const channels: Channel[] = []
    const texts = () => inbox.messages.map(({ text }) => text)

    beforeAll(async () => {
      db = await openTestDatabase()
      dovecot = await startDovecot()
    })
    afterAll(async () => {
      await Promise.all(channels.map((channel) => channel.stop()))
      await dovecot.close()
      await db.close()
    })

    async function start(limits: Partial<EmailLimits> = {}): Promise<Channel> {
      const channel = openChannel(db, { imapUrl: dovecot.url, limits: { ...fast, ...limits } })
      channels.push(channel)
      await channel.start((messages, ignored) => inbox.accept(messages, ignored))
      return channel
    }

    it('takes unread mail of the last days at its first start, nothing older, nothing that was read', async () => {
      await dovecot.append(mime({}, 'old'), [], new Date(Date.now() - 10 * 86_400_000))
      await dovecot.append(mime({}, 'dealt with'), ['\\Seen'])
      await dovecot.append(mime({}, 'yesterday'), [], new Date(Date.now() - 86_400_000))
      await dovecot.append(mime({}, 'read today'), ['\\Seen'])
      await dovecot.append(mime({}, 'today'))
      const channel = await start()
      await until('both are taken', () => texts().length >= 2)
      expect(texts()).toEqual(['yesterday', 'today'])
      await channel.stop()
    })

    it('loses nothing that came while no process ran', async () => {
      await dovecot.append(mime({}, 'while nobody was there'), ['\\Seen'])
      await start()
      await until('it is taken', () => texts().includes('while nobody was there'))
    })

    it('is told of new mail by the server, without asking', async () => {
      const from = performance.now()
      await dovecot.append(mime({}, 'right now'))
      await until('it is taken', () => texts().includes('right now'))
      // Its polls are a minute apart.
      expect(performance.now() - from).toBeLessThan(10_000)
    })

    it('comes back when the connection is cut', async () => {
      dovecot.kick()
      await dovecot.append(mime({}, 'after the cut'))
      await until('it is taken', () => texts().includes('after the cut'))
    })

    it('takes nothing twice and loses nothing when the server numbers its mails anew', async () => {
      const before = inbox.messages.length
      await dovecot.renumber()
      await dovecot.append(mime({}, 'under a new number'))
      await until('it is taken', () => texts().includes('under a new number'))
      expect(inbox.messages).toHaveLength(before + 1)
      await dovecot.append(mime({}, 'and the next'))
      await until('it is taken', () => texts().includes('and the next'))
      expect(new Set(texts()).size).toBe(texts().length)
    })

    it('reads of a mail that is too large its beginning, and says so', async () => {
      const part = (head: string, body: string) => `--b\r\n${head}\r\n\r\n${body}\r\n`
      const body = `${part('Content-Type: text/plain', 'Please see the scan.')}${part(
        'Content-Type: application/pdf; name=scan.pdf\r\nContent-Transfer-Encoding: base64',
        `${'A'.repeat(76)}\r\n`.repeat(410_000),
      )}--b--`
      const raw = mime({ 'Content-Type': 'multipart/mixed; boundary=b' }, body)
      expect(raw.length).toBeGreaterThan(30 * 1024 * 1024)
      await dovecot.append(raw)
      await until('it is taken', () => texts().includes('Please see the scan.'), 30_000)
      expect(inbox.last.attachments[0]).toMatchObject({
        contentType: 'message/rfc822',
        bytes: expect.any(Number),
      })
      expect(inbox.last.attachments[0]!.bytes).toBeGreaterThan(30 * 1024 * 1024)
      expect(inbox.ignored).toContainEqual({ reason: 'the rest of a mail that is too large' })
    })

    it('is read by one process of several, and by another when that one ends', async () => {
      const [first] = channels.slice(-1)
      const calls: string[] = []
      const second = openChannel(db, { imapUrl: dovecot.url, limits: fast })
      channels.push(second)
      await second.start((messages, ignored) => {
        calls.push(...messages.map(({ text }) => text ?? ''))
        return inbox.accept(messages, ignored)
      })
      await dovecot.append(mime({}, 'for the first'))
      await until('it is taken', () => texts().includes('for the first'))
      expect(calls).toEqual([])
      await first!.stop()
      await dovecot.append(mime({}, 'for the second'))
      await until('it is taken', () => calls.includes('for the second'))
      expect(calls).toEqual(['for the second'])
    })

    it('brings a mail again whose taking in failed, in its order', async () => {
      inbox.failing = true
      await dovecot.append(mime({}, 'first of two'))
      await dovecot.append(mime({}, 'second of two'))
      await new Promise((resolve) => setTimeout(resolve, 500))
      inbox.failing = false
      await until('both are taken', () => texts().includes('second of two'))
      expect(texts().slice(-2)).toEqual(['first of two', 'second of two'])
    })
  })
}

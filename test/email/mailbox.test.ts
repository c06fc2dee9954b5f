import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/contract/channel.ts'
import type { EmailLimits } from '../../channels/email/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { Inbox, mime, openChannel, until } from './bench.ts'
import { startDovecot, withoutDovecot, type Dovecot } from './dovecot.ts'

const fast: Partial<EmailLimits> = { backoffMs: 50, longestBackoffMs: 200, leaseSeconds: 3 }

describe.skipIf(withoutDovecot)(
  `a mailbox of a real Dovecot${withoutDovecot ? `: ${withoutDovecot}` : ''}`,
  () => {
    let db: TestDatabase
    let dovecot: Dovecot
    const inbox = new Inbox()
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
      // Mailboxes tell times in seconds: what people read in the second of the newest mail would count as new after a renumbering.
      const earlier = new Date(Date.now() - 60_000)
      await dovecot.append(mime({}, 'dealt with'), ['\\Seen'], earlier)
      await dovecot.append(mime({}, 'yesterday'), [], new Date(Date.now() - 86_400_000))
      await dovecot.append(mime({}, 'read today'), ['\\Seen'], earlier)
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
      expect(texts().at(-1)).toBe('while nobody was there')
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
      expect(texts().at(-1)).toBe('after the cut')
    })

    it('takes nothing twice and loses nothing when the server numbers its mails anew', async () => {
      const before = inbox.messages.length
      // A second try of this test is told by its own words from the first.
      const [first, next] = [`under a new number, after ${before}`, `and the next, after ${before}`]
      await dovecot.renumber()
      await dovecot.append(mime({}, first))
      await until('it is taken', () => texts().includes(first))
      expect(inbox.messages).toHaveLength(before + 1)
      await dovecot.append(mime({}, next))
      await until('it is taken', () => texts().includes(next))
      expect(texts().slice(before)).toEqual([first, next])
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
  },
)

import { describe } from 'vitest'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase } from '../database.ts'
import { startSmtp } from '../doubles/smtp/index.ts'
import { mime, openChannel, parsed, until } from './bench.ts'
import { startDovecot, withoutDovecot } from './dovecot.ts'

const fast = { backoffMs: 50, longestBackoffMs: 200, leaseSeconds: 3 }
const excuses = {
  'idempotent send': 'SMTP takes no key: a mail whose taking nobody confirmed may have gone out',
}

describe.skipIf(withoutDovecot)(`a real Dovecot${withoutDovecot ? `: ${withoutDovecot}` : ''}`, () => {
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
})

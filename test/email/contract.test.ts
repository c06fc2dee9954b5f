import type { Accept, Channel, WebhookRequest } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase } from '../database.ts'
import { startSmtp } from '../doubles/smtp/index.ts'
import { FORM, mailgunForm, mime, multipart, openChannel, parsed, posted, request, SECRET } from './bench.ts'

const excuses = {
  'idempotent send': 'SMTP takes no key: a mail whose taking nobody confirmed may have gone out',
}

interface Delivery {
  text(id: string, from: string, text: string): WebhookRequest
  others: WebhookRequest[]
}

/** The suite over one provider's webhook in, and SMTP out. */
function overWebhook(provider: string, delivery: Delivery): void {
  const from = `ada@${provider}.example`
  channelSuite(
    `email by ${provider}`,
    async (accept: Accept): Promise<ChannelDriver> => {
      // Of its own, since every suite counts its keys and ids from one.
      const db = await openTestDatabase()
      const smtp = await startSmtp()
      let thread = ''
      const take: Accept = async (messages, ignored) => {
        thread ||= messages[0]?.thread ?? ''
        return accept(messages, ignored)
      }
      const open = async (): Promise<Channel> => {
        const channel = openChannel(db, { smtpUrl: smtp.url })
        await channel.start(take)
        return channel
      }
      let channel = await open()
      const deliver = async (payload: unknown) => {
        const answer = await channel.handle!(payload as WebhookRequest).catch(() => ({ status: 503 }))
        return answer.status < 300
      }
      // The conversation begins with a mail.
      await deliver(delivery.text('first', from, 'Hello?'))
      return {
        get channel() {
          return channel
        },
        address: { channel: 'email', account: 'help@shop.example', thread },
        textMessage: (id, text) => delivery.text(id, from, text),
        others: delivery.others,
        deliver,
        shown: async () => Promise.all(smtp.mails.map(async ({ raw }) => (await parsed(raw)).text ?? '')),
        async restart() {
          await channel.stop()
          channel = await open()
        },
        async close() {
          await channel.stop()
          await smtp.close()
          await db.close()
        },
      }
    },
    excuses,
  )
}

const headersOf = (id: string, from: string) => ({
  'Message-ID': `<${id}@mail.example>`,
  From: `Ada <${from}>`,
  Subject: 'Re: My order',
})
const vacation = { 'Auto-Submitted': 'auto-replied', Subject: 'Away' }

overWebhook('sendgrid', {
  text: (id, from, text) => {
    const headers = Object.entries(headersOf(id, from)).map(([name, value]) => `${name}: ${value}`)
    const charsets = JSON.stringify({ text: 'UTF-8', from: 'UTF-8', subject: 'UTF-8' })
    const form = multipart({
      headers: headers.join('\n'),
      text: `${text}\n`,
      from: `Ada <${from}>`,
      subject: 'Re: My order',
      charsets,
    })
    return request(`/sendgrid?secret=${SECRET}`, form.body, form.contentType)
  },
  others: [posted(mime(vacation)), posted(mime({ Precedence: 'bulk' })), posted(mime({ From: undefined }))],
})

overWebhook('sendgridraw', {
  text: (id, from, text) => posted(mime(headersOf(id, from), text)),
  others: [posted(mime({ 'Return-Path': '<>' })), posted(mime({ 'List-Id': '<news.mail.example>' }))],
})

const basic = `Basic ${btoa(`postmark:${SECRET}`)}`
const postmark = (body: unknown) => request('/postmark', JSON.stringify(body), 'application/json', basic)

overWebhook('postmark', {
  text: (id, from, text) =>
    postmark({
      From: from,
      FromFull: { Email: from, Name: 'Ada' },
      Subject: 'Re: My order',
      MessageID: `pm-${id}`,
      Date: 'Mon, 2 Mar 2026 10:00:00 +0000',
      TextBody: text,
      HtmlBody: '',
      Headers: [{ Name: 'Message-ID', Value: `<${id}@mail.example>` }],
      Attachments: [],
    }),
  others: [
    postmark({ RecordType: 'Bounce', MessageID: 'x', Type: 'HardBounce' }),
    postmark({
      MessageID: 'y',
      From: 'a@b.example',
      TextBody: 'x',
      Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
    }),
  ],
})

const mailgun = (fields: Record<string, string>) => request('/mailgun', mailgunForm(fields), FORM)

overWebhook('mailgun', {
  text: (id, from, text) =>
    mailgun({
      recipient: 'help@shop.example',
      sender: from,
      from: `Ada <${from}>`,
      subject: 'Re: My order',
      'body-plain': text,
      'message-headers': JSON.stringify(Object.entries(headersOf(id, from))),
    }),
  others: [
    mailgun({
      'body-plain': 'Away',
      'message-headers': JSON.stringify([
        ['From', 'a@b.example'],
        ['Auto-Submitted', 'auto-replied'],
      ]),
    }),
    mailgun({ 'body-mime': mime(vacation).toString() }),
  ],
})

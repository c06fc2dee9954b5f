import { simpleParser } from 'mailparser'
import { startSmtp } from '../doubles/smtp/index.ts'
import { expectTaken, type Provider } from './customer.ts'

const ADDRESS = 'help@larkmoor.example'
const SECRET = 'a-password-of-the-shop'

/** E-mail: in by Postmark's webhook, out by SMTP. */
export async function emailProvider(): Promise<Provider> {
  const smtp = await startSmtp()
  let count = 0
  return {
    settings: {
      EMAIL_ADDRESS: ADDRESS,
      EMAIL_NAME: 'Larkmoor',
      EMAIL_SMTP_URL: smtp.url,
      EMAIL_WEBHOOK_SECRET: SECRET,
    },
    hosts: [new URL(smtp.url).host],
    async customer(server, number) {
      const from = `ida.${number}@customer.example`
      return {
        channel: 'email',
        async says(text) {
          const id = `${++count}.${number}@customer.example`
          const body = {
            MessageID: crypto.randomUUID(),
            From: from,
            FromFull: { Email: from, Name: 'Ida' },
            To: ADDRESS,
            ToFull: [{ Email: ADDRESS, Name: '' }],
            Subject: 'A question',
            Date: new Date().toUTCString(),
            TextBody: text,
            Headers: [
              { Name: 'Message-ID', Value: `<${id}>` },
              { Name: 'MIME-Version', Value: '1.0' },
            ],
            Attachments: [],
          }
          await expectTaken(
            await fetch(`${server}/channels/email/postmark?secret=${SECRET}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(body),
            }),
          )
        },
        async heard() {
          const own = smtp.mails.filter(({ to }) => to.includes(from))
          const read = await Promise.all(own.map(({ raw }) => simpleParser(raw)))
          return read.map(({ subject, text }) => `Subject: ${subject}\n${(text ?? '').trim()}`)
        },
      }
    },
    close: () => smtp.close(),
  }
}

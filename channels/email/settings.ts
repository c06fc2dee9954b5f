/** What the e-mail channel is told at its start. Nothing here is read from the environment. */
export interface EmailSettings {
  /** The address that shoppers write to, and from which they are answered. */
  address: string
  /** The sender's name beside it. */
  name: string
  /** Where mail is handed in, such as `smtps://user:password@smtp.shop.example`. Without it nothing can be sent. */
  smtpUrl?: string
  /** The mailbox that is read, such as `imaps://user:password@imap.shop.example`. Not needed with webhooks. */
  imapUrl?: string
  /** Password in the webhook's address at Postmark or SendGrid; without it both are closed. */
  webhookSecret?: string
  /** Mailgun's HTTP webhook signing key; without it Mailgun is closed. */
  mailgunKey?: string
  /** Name of the mail server that checks senders, as its `Authentication-Results` begin. Nobody else's word proves a sender. */
  authserv?: string
  limits?: Partial<EmailLimits>
}

export interface EmailLimits {
  /** Largest mail that is read whole, in bytes. Of a larger one only the beginning is read. */
  mailBytes: number
  /** Mails of the bot to one address in an hour and in a day: two machines that answer each other come to an end. */
  repliesAnHour: number
  repliesADay: number
  /** Milliseconds given to reading one mail. */
  readMs: number
  /** Milliseconds between looks into the mailbox when its server does not tell by itself. */
  pollMs: number
  /** Seconds that one process may be silent before another reads the mailbox in its place. */
  leaseSeconds: number
  /** First and longest wait before a lost mailbox is tried again, in milliseconds. */
  backoffMs: number
  longestBackoffMs: number
  /** At the very first start, unread mail that came in so many hours before is taken too. */
  firstStartHours: number
  /** Milliseconds: to connect to the mail server, and to wait for any of its answers. */
  connectMs: number
  answerMs: number
}

export const defaultLimits: EmailLimits = {
  mailBytes: 30 * 1024 * 1024,
  repliesAnHour: 10,
  repliesADay: 30,
  readMs: 20_000,
  pollMs: 60_000,
  leaseSeconds: 30,
  backoffMs: 1000,
  longestBackoffMs: 60_000,
  firstStartHours: 48,
  connectMs: 8000,
  answerMs: 12_000,
}

import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Receipt } from '../../../src/contract/channel.ts'
import type { OutgoingMail } from './envelope.ts'

/** A mail server, as its address names it. */
export interface SmtpServer {
  host: string
  port: number
  /** TLS from the first byte; otherwise STARTTLS, which only this machine itself may do without when there is a password. */
  secure: boolean
  auth?: { user: string; pass: string }
}

export type Handed = Exclude<Receipt, { outcome: 'sent' }> | { outcome: 'sent' }

export function smtpServer(address: string): SmtpServer {
  const url = new URL(address)
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

export interface Timeouts {
  connectMs: number
  answerMs: number
}

/**
 * Hands one mail over on a connection of its own, and says truly how it ended. Until the last byte of the mail has been given out
 * nothing can have been sent; after it, only the server's answer tells.
 */
export async function handOver(
  server: SmtpServer,
  mail: OutgoingMail,
  { connectMs, answerMs }: Timeouts,
): Promise<Handed> {
  const raw = await new MailComposer(mail).compile().build()
  let givenOut = false
  const message = Readable.from(pieces(raw))
  message.once('end', () => (givenOut = true))
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && server.auth !== undefined && !isLoopback(server.host),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    logger: false,
  })
  try {
    await connected(connection)
    const { auth } = server
    if (auth) await step((done) => connection.login({ user: auth.user, pass: auth.pass }, done), connection)
    await step(
      (done) =>
        connection.send({ from: mail.from.address, to: [mail.to.address], size: raw.length }, message, done),
      connection,
    )
    return { outcome: 'sent' }
  } catch (error) {
    return refusalOf(error, givenOut)
  } finally {
    connection.quit()
    connection.close()
  }
}

const PIECE = 64 * 1024

/** In pieces, so that its end is not given out before the server has had the beginning. */
function* pieces(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += PIECE) yield raw.subarray(at, at + PIECE)
}

function connected(connection: SMTPConnection): Promise<void> {
  return step((done) => connection.connect((error) => done(error ?? null)), connection)
}

/** One exchange; a connection that breaks meanwhile ends it too. */
function step(run: (done: (error: Error | null) => void) => void, connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const broken = (error: Error) => reject(error)
    const ended = () => reject(new Error('the connection ended'))
    connection.once('error', broken)
    connection.once('end', ended)
    run((error) => {
      connection.removeListener('end', ended)
      // Whatever breaks from now on is nobody's loss; without a listener it would end the process.
      connection.removeListener('error', broken)
      connection.on('error', () => {})
      if (error) reject(error)
      else resolve()
    })
  })
}

/** What only the operator can mend, beside the mail server's own words. */
const PLAIN: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server does not take user and password',
  ETLS: 'the mail server offers no encrypted connection',
}

function refusalOf(error: unknown, givenOut: boolean): Handed {
  const { code, command, response, responseCode } = factsOf(error)
  // The server's own words may quote the address, never what was written.
  const said = response ?? (error instanceof Error ? error.message : String(error))
  const plain = PLAIN[code ?? ''] ?? (command === 'CONN' ? 'the mail server cannot be reached' : undefined)
  const reason = [...(plain === undefined ? [] : [`${plain} (EMAIL_SMTP_URL)`]), said]
    .join(': ')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
  // An answer to the mail itself, or to anything before it, is an answer: it was not taken.
  const answered = responseCode !== undefined && responseCode >= 400
  if (givenOut && !answered)
    return { outcome: 'unknown', reason: `no answer after the mail was handed over: ${reason}` }
  // A refused password or TLS says nothing about this mail: it may go when the settings are right.
  const ours =
    code === 'EAUTH' || code === 'ETLS' || command === 'CONN' || command === 'EHLO' || command === 'HELO'
  // Without an answer this is the client itself: the mail is larger than the server said it takes.
  const tooLarge = code === 'EMESSAGE' && !answered
  const permanent = tooLarge || (answered && responseCode >= 500 && !ours)
  return { outcome: 'refused', reason, permanent }
}

function factsOf(error: unknown): {
  code?: string
  command?: string
  response?: string
  responseCode?: number
} {
  if (typeof error !== 'object' || error === null) return {}
  const text = (name: string) => {
    const value = Reflect.get(error, name)
    return typeof value === 'string' && value !== '' ? { [name]: value } : {}
  }
  const responseCode = Reflect.get(error, 'responseCode')
  return {
    ...text('code'),
    ...text('command'),
    ...text('response'),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
  }
}

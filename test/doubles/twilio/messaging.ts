import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import webhooks from 'twilio/lib/webhooks/webhooks.js'

/** How the next send fails: before it takes effect, or after it (`takes_then_…`). */
export type MessagingFailure =
  | 'error500'
  | 'rate_limited'
  | 'garbage'
  | 'hangs'
  | 'drops'
  | 'takes_then_500'
  | 'takes_then_garbage'
  | 'takes_then_hangs'
  | 'takes_then_drops'

export interface TakenMessage {
  sid: string
  form: URLSearchParams
  /** What was fetched from MediaUrl, as Twilio does before it passes a message on. */
  media?: { status: number; type: string | null; bytes: Buffer }
}

const BODY_LENGTH = 1600
const ADDRESS = /^whatsapp:(\+[1-9]\d{4,14}|[A-Z]{2}\.(ENT\.)?\w+)$/

/** Twilio's side of WhatsApp: Messages.json, typing, and signed webhooks the other way. */
export class TwilioMessagingDouble {
  readonly accountSid = 'AC0123456789abcdef0123456789abcdef'
  authToken = '0123456789abcdef0123456789abcdef'
  readonly number = '+14155238886'
  sent: TakenMessage[] = []
  /** Messages for which typing was shown. */
  typed: string[] = []
  /** Templates by their id, with the number of their variables. */
  templates = new Map([['HX0123456789abcdef0123456789abcdef', 2]])
  /** `whatsapp:+…` whose window is over. */
  closed = new Set<string>()
  /** The next sends are refused with these codes, one each. */
  codes: number[] = []
  url = ''
  private failures: MessagingFailure[] = []
  private count = 0
  private server: Server

  constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy())
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, resolve))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  fail(...failures: MessagingFailure[]): void {
    this.failures = failures
  }

  /** Sends a form as Twilio does, signed by its own package over the address that it believes to call. */
  async deliver(
    webhook: string,
    form: URLSearchParams,
    changes: { token?: string; signedUrl?: string } = {},
  ): Promise<Response> {
    const params = Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]))
    const signature = webhooks.getExpectedTwilioSignature(
      changes.token ?? this.authToken,
      changes.signedUrl ?? webhook,
      params,
    )
    return fetch(webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        connection: 'close',
        'user-agent': 'TwilioProxy/1.1',
        'i-twilio-idempotency-token': `token-${form.get('MessageSid')}`,
        'x-twilio-signature': signature,
      },
      body: form.toString(),
    })
  }

  /** The form of a message from `from` (`whatsapp:+…`). */
  message(sid: string, from: string, more: Record<string, string> = {}): URLSearchParams {
    return new URLSearchParams({
      SmsMessageSid: sid,
      NumMedia: '0',
      ProfileName: 'Ada',
      SmsSid: sid,
      SmsStatus: 'received',
      Body: '',
      To: `whatsapp:${this.number}`,
      NumSegments: '1',
      MessageSid: sid,
      AccountSid: this.accountSid,
      From: from,
      ApiVersion: '2010-04-01',
      ...(from.startsWith('whatsapp:+') ? { WaId: from.slice('whatsapp:+'.length) } : {}),
      ...more,
    })
  }

  status(sid: string, to: string, state: string, more: Record<string, string> = {}): URLSearchParams {
    return new URLSearchParams({
      MessageSid: sid,
      MessageStatus: state,
      SmsSid: sid,
      SmsStatus: state,
      ChannelPrefix: 'whatsapp',
      To: to,
      From: `whatsapp:${this.number}`,
      AccountSid: this.accountSid,
      ApiVersion: '2010-04-01',
      ...more,
    })
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://twilio').pathname
    const form = new URLSearchParams(await readText(request))
    if (path === '/cdn/photo') return this.cdn(request, response)
    const basic = Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`)
      return refuse(response, 401, 20_003, 'Authenticate')
    if (request.method === 'GET' && path.startsWith('/2010-04-01/Accounts/')) return this.redirect(response)
    if (request.method === 'POST' && path === '/v2/Indicators/Typing.json') return this.type(form, response)
    if (request.method !== 'POST' || path !== `/2010-04-01/Accounts/${this.accountSid}/Messages.json`)
      return refuse(response, 404, 20_404, `The requested resource ${path} was not found`)
    const failure = this.failures.shift()
    if (failure && !failure.startsWith('takes_')) return failNow(failure, response)
    const wrong = this.wrongWith(form)
    if (wrong) return refuse(response, 400, ...wrong)
    const sid = `SM${String(++this.count).padStart(32, '0')}`
    const media = form.get('MediaUrl')
    this.sent.push({ sid, form, ...(media === null ? {} : { media: await download(media) }) })
    if (failure) return failNow(failure.replace('takes_then_', '').replace('500', 'error500'), response)
    const body = { sid, status: 'queued', account_sid: this.accountSid, to: form.get('To'), error_code: null }
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  /** Files are elsewhere, where the sign-in does not belong. */
  private redirect(response: ServerResponse): void {
    response.writeHead(307, { location: `${this.url.replace('127.0.0.1', 'localhost')}/cdn/photo` }).end()
  }

  private cdn(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== undefined) return refuse(response, 400, 0, 'no sign-in here')
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end('bytes of a photo')
  }

  private wrongWith(form: URLSearchParams): [code: number, message: string] | undefined {
    const code = this.codes.shift() ?? 0
    if (code !== 0) return [code, `As the test says: ${code}`]
    if (!ADDRESS.test(form.get('To') ?? '')) return [21_211, "Invalid 'To' Phone Number"]
    if (form.get('From') !== `whatsapp:${this.number}`)
      return [63_007, 'Twilio could not find a Channel with the specified From address']
    const body = form.get('Body')
    const template = form.get('ContentSid')
    if (!body && !template && !form.get('MediaUrl'))
      return [21_619, 'A text message body or media urls must be specified.']
    if (Array.from(body ?? '').length > BODY_LENGTH)
      return [21_617, 'The concatenated message body exceeds the 1600 character limit']
    if (template) return this.wrongTemplate(template, form.get('ContentVariables'))
    if (this.closed.has(form.get('To') ?? '')) return [63_016, 'Failed to send freeform message']
    return undefined
  }

  private wrongTemplate(sid: string, variables: string | null): [code: number, message: string] | undefined {
    const count = this.templates.get(sid)
    if (count === undefined) return [21_655, 'The ContentSid is invalid']
    const names = Object.keys(JSON.parse(variables ?? '{}') as object)
    const expected = Array.from({ length: count }, (_, n) => String(n + 1))
    return names.join() === expected.join()
      ? undefined
      : [21_656, 'The ContentVariables parameter is invalid.']
  }

  private type(form: URLSearchParams, response: ServerResponse): void {
    const sid = form.get('messageId') ?? ''
    if (form.get('channel') !== 'whatsapp' || !/^(SM|MM)[0-9a-f]{32}$/i.test(sid))
      return refuse(response, 400, 20_001, 'Invalid parameter')
    this.typed.push(sid)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}')
  }

  /** What a person sees of all that was sent to them. */
  shownTo(to: string): string[] {
    return this.sent.filter(({ form }) => form.get('To') === to).map(({ form }) => form.get('Body') ?? '')
  }
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function failNow(failure: string, response: ServerResponse): void {
  if (failure === 'error500') refuse(response, 500, 20_500, 'An internal server error has occurred')
  else if (failure === 'rate_limited') refuse(response, 429, 20_429, 'Too many requests')
  else if (failure === 'garbage') response.writeHead(200).end('<html>Sorry.</html>')
  // Until the caller gives up.
  else if (failure === 'hangs') return
  else response.destroy()
}

async function download(url: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const response = await fetch(url)
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, type: response.headers.get('content-type'), bytes }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

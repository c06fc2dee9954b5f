import { setTimeout as sleep } from 'node:timers/promises'
import { openRelay, type RelayClient } from './voice-relay.ts'
import { TwilioRest } from './voice-rest.ts'
import { signCall } from './voice-sign.ts'
import { readTwiml, type Verb } from './voice-twiml.ts'

export interface TwilioOptions {
  accountSid?: string
  authToken?: string
  /** Where a call that comes in is asked about. */
  voiceUrl: () => string
  statusUrl?: () => string
}

/** What the colleague's side of a transfer does. */
export type Colleague = 'completed' | 'no-answer' | 'busy' | 'failed'
/** What becomes of a caller in the queue: somebody takes them, nobody does, or there is no such queue. */
export type QueueEnd = 'bridged' | 'nobody' | 'error'

/** Twilio's telephone: callers who play TwiML over real HTTP and the relay over a real socket, and the REST API. */
export class TwilioVoice {
  readonly accountSid: string
  readonly authToken: string
  readonly rest: TwilioRest
  readonly calls = new Map<string, Caller>()
  colleague: Colleague = 'completed'
  queueEnd: QueueEnd = 'bridged'
  /** While a server starts again, a load balancer in front of it keeps requests waiting. */
  hold: Promise<void> | undefined
  /** Summaries that colleagues heard. */
  readonly whispers: string[] = []
  private readonly options: TwilioOptions
  private count = 0

  constructor(options: TwilioOptions) {
    this.options = options
    this.accountSid = options.accountSid ?? `AC${'0'.repeat(32)}`
    this.authToken = options.authToken ?? 'token-of-the-double'
    this.rest = new TwilioRest({
      accountSid: this.accountSid,
      authToken: this.authToken,
      redirect: (sid, url) => this.calls.get(sid)?.redirectTo(url) ?? false,
    })
  }

  /** A call comes in, and plays until the caller has the word. */
  async call(from: string, to: string, extra: Record<string, string> = {}): Promise<Caller> {
    const sid = `CA${String(++this.count).padStart(8, '0')}${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
    const caller = new Caller(this, sid, from, to, extra)
    this.calls.set(sid, caller)
    await caller.run(this.options.voiceUrl(), { CallStatus: 'ringing' })
    return caller
  }

  get statusUrl(): string | undefined {
    return this.options.statusUrl?.()
  }

  async close(): Promise<void> {
    for (const caller of this.calls.values()) caller.drop()
    await this.rest.close()
  }
}

interface Fetched {
  url: string
  fields: Record<string, string>
  token: string
}

/** Twilio gives a webhook 15 s in all. */
const FETCH_MS = 15_000

/** One caller. Hears what is said, and speaks, keys and keeps silent as the test wants. */
export class Caller {
  readonly sid: string
  readonly heard: string[] = []
  /** Languages that were spoken in, beside `heard`. */
  readonly languages: string[] = []
  /** Times in milliseconds that webhooks took. */
  readonly waits: number[] = []
  state: 'playing' | 'gathering' | 'relay' | 'ended' = 'playing'
  relay: RelayClient | undefined
  /** What went wrong, in Twilio's eyes: the caller hears "an application error has occurred". */
  error: string | undefined
  private readonly twilio: TwilioVoice
  private readonly base: Record<string, string>
  private gather: Verb | undefined
  private after: Verb[] = []
  private document = ''
  private last: Fetched | undefined
  /** Raised when the call goes on elsewhere: what played before has no say any more. */
  private run_ = 0

  constructor(twilio: TwilioVoice, sid: string, from: string, to: string, extra: Record<string, string>) {
    this.twilio = twilio
    this.sid = sid
    this.base = {
      AccountSid: twilio.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: sid,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      From: from,
      To: to,
      Caller: from,
      Called: to,
      ...extra,
    }
  }

  /** Everything heard since the last look. */
  takeHeard(): string[] {
    return this.heard.splice(0)
  }

  /** Speaks into the Gather that listens. */
  async say(text: string, confidence = 0.92): Promise<string[]> {
    return this.result({ SpeechResult: text, Confidence: String(confidence) }, 'speech')
  }

  async press(digits: string): Promise<string[]> {
    return this.result({ Digits: digits, FinishedOnKey: '' }, 'dtmf')
  }

  /** Says nothing until the Gather is over. */
  async keepSilent(): Promise<string[]> {
    this.listening()
    this.gather = undefined
    await this.play(this.after, this.run_)
    return this.takeHeard()
  }

  async hangUp(): Promise<void> {
    await this.end('completed')
  }

  /** The last webhook once more, as when its answer was lost on the way. Its answer, not played. */
  async redeliver(): Promise<{ status: number; body: string }> {
    const response = await this.request(this.last!)
    return { status: response.status, body: await response.text() }
  }

  /** By the REST API: the call goes on at another address. */
  redirectTo(url: string): boolean {
    if (this.state === 'ended') return false
    this.gather = undefined
    void this.run(url, {})
    return true
  }

  /** Waits until the caller has the word, or the call is over. */
  async settled(): Promise<void> {
    while (this.state === 'playing') await sleep(5)
  }

  drop(): void {
    this.state = 'ended'
    this.run_++
    this.relay?.drop()
  }

  /** Fetches TwiML and plays it. */
  async run(url: string, fields: Record<string, string>): Promise<void> {
    const run = ++this.run_
    this.state = 'playing'
    await this.fetchAndPlay(url, fields, run)
  }

  private async result(fields: Record<string, string>, input: 'speech' | 'dtmf'): Promise<string[]> {
    const gather = this.listening()
    if (!gather.attributes.input?.split(' ').includes(input)) throw new Error(`the Gather takes no ${input}`)
    const { numDigits } = gather.attributes
    if (fields.Digits !== undefined && numDigits !== undefined && fields.Digits.length > Number(numDigits))
      throw new Error(`the Gather ends after ${numDigits} digits`)
    this.gather = undefined
    await this.run(gather.attributes.action ?? this.document, fields)
    return this.takeHeard()
  }

  private listening(): Verb {
    if (this.state !== 'gathering' || !this.gather)
      throw new Error(`nobody listens: ${this.state} ${this.error ?? ''}`)
    return this.gather
  }

  private async fetchAndPlay(to: string, fields: Record<string, string>, run: number): Promise<void> {
    const url = new URL(to, this.document === '' ? undefined : this.document).href
    this.last = { url, fields: { ...this.base, ...fields }, token: crypto.randomUUID() }
    let body: string
    try {
      const started = performance.now()
      const response = await this.request(this.last)
      body = await response.text()
      this.waits.push(performance.now() - started)
      if (!response.ok) throw new Error(`11200: ${response.status} from ${url}`)
      if (!/^(text|application)\/xml/.test(response.headers.get('content-type') ?? ''))
        throw new Error(`12300: content type ${response.headers.get('content-type')} from ${url}`)
    } catch (error) {
      if (run === this.run_) await this.fail(String(error))
      return
    }
    // The call goes on elsewhere meanwhile.
    if (run !== this.run_) return
    this.document = url
    let verbs: Verb[]
    try {
      verbs = readTwiml(body)
    } catch (error) {
      return this.fail(`12100: ${String(error)}`)
    }
    await this.play(verbs, run)
  }

  /** Tries again once when the connection fails, with the same token. */
  private async request(fetched: Fetched): Promise<Response> {
    await this.twilio.hold
    return this.requestOnce(fetched).catch((error: unknown) => {
      if (error instanceof DOMException) throw error
      return this.requestOnce(fetched)
    })
  }

  private requestOnce({ url, fields, token }: Fetched): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'i-twilio-idempotency-token': token,
        'x-twilio-signature': signCall(this.twilio.authToken, url, fields),
      },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(FETCH_MS),
    })
  }

  private async play([verb, ...after]: Verb[], run: number): Promise<void> {
    if (run !== this.run_) return
    if (!verb) return this.end('completed')
    switch (verb.name) {
      case 'Say':
        this.hear(verb)
        return this.play(after, run)
      case 'Pause':
        return this.play(after, run)
      case 'Redirect':
        return this.fetchAndPlay(verb.text.trim(), {}, run)
      case 'Gather':
        if (after.length === 0) return this.fail('a Gather with nothing behind it ends the call in silence')
        for (const child of verb.children) if (child.name === 'Say') this.hear(child)
        this.gather = verb
        this.after = after
        this.state = 'gathering'
        return
      case 'Hangup':
        return this.end('completed')
      case 'Dial':
        return this.dial(verb, run)
      case 'Enqueue':
        return this.enqueue(verb, run)
      case 'Connect':
        return this.connect(verb, run)
      default:
        return this.fail(`<${verb.name}> may not stand here`)
    }
  }

  private hear({ text, attributes }: Verb): void {
    this.heard.push(text)
    this.languages.push(attributes.language ?? 'en-US')
  }

  /** The colleague hears the whisper before the two are joined. */
  private async dial(verb: Verb, run: number): Promise<void> {
    const [target] = verb.children
    if (!target) return this.fail('13214: nobody to dial')
    const { colleague } = this.twilio
    const { url } = target.attributes
    if (colleague === 'completed' && url) await this.whisper(url)
    await this.fetchAndPlay(
      verb.attributes.action ?? this.document,
      {
        DialCallStatus: colleague,
        DialCallSid: 'CAcolleague',
        ...(colleague === 'completed' ? { DialCallDuration: '65' } : {}),
      },
      run,
    )
  }

  private async whisper(url: string): Promise<void> {
    const address = new URL(url, this.document).href
    const fields = { ...this.base, CallSid: 'CAcolleague', Direction: 'outbound-dial' }
    const response = await this.request({ url: address, fields, token: crypto.randomUUID() })
    if (!response.ok) throw new Error(`the whisper answered ${response.status}`)
    for (const verb of readTwiml(await response.text()))
      if (verb.name === 'Say') this.twilio.whispers.push(verb.text)
  }

  private async enqueue(verb: Verb, run: number): Promise<void> {
    const { action = this.document, waitUrl } = verb.attributes
    const { queueEnd } = this.twilio
    const done = (QueueResult: string, QueueTime: number) =>
      this.fetchAndPlay(action, { QueueResult, QueueTime: String(QueueTime), QueueSid: 'QU1' }, run)
    if (queueEnd === 'error' || verb.text.trim() === '') return done('error', 0)
    let next = waitUrl
    for (let time = 0; next !== undefined; time += 60) {
      const url = new URL(next, this.document).href
      const response = await this.request({
        url,
        fields: { ...this.base, QueueTime: String(time), QueuePosition: '1', QueueSid: 'QU1' },
        token: crypto.randomUUID(),
      })
      const verbs = readTwiml(await response.text())
      for (const one of verbs) if (one.name === 'Say') this.hear(one)
      if (verbs.some(({ name }) => name === 'Leave')) return done('leave', time)
      if (queueEnd === 'bridged') {
        await this.whisper(url.replace(/\/waiting\b/, '/whisper'))
        return done('bridged', time)
      }
      next = verbs.find(({ name }) => name === 'Redirect')?.text.trim() ?? url
    }
  }

  private async connect(verb: Verb, run: number): Promise<void> {
    const [relay] = verb.children
    if (!relay?.attributes.url?.match(/^wss?:\/\//)) return this.fail('64101: the relay needs a wss address')
    const action = verb.attributes.action ?? this.document
    if (relay.attributes.welcomeGreeting) this.heard.push(relay.attributes.welcomeGreeting)
    this.state = 'relay'
    const client = openRelay(this.twilio, this.base, relay)
    this.relay = client
    void this.afterRelay(client, action, run)
    await client.opened
  }

  /** The action is asked what to do once the session is over. */
  private async afterRelay(client: RelayClient, action: string, run: number): Promise<void> {
    const fields = await client.closed
    if (run !== this.run_ || this.state === 'ended') return
    this.state = 'playing'
    this.heard.push(...client.takeHeard())
    await this.fetchAndPlay(action, fields, run)
  }

  private async fail(error: string): Promise<void> {
    this.error = error
    this.heard.push('We are sorry, an application error has occurred. Goodbye.')
    await this.end('completed')
  }

  private async end(status: string): Promise<void> {
    if (this.state === 'ended') return
    this.state = 'ended'
    this.run_++
    this.relay?.drop()
    const url = this.twilio.statusUrl
    if (url === undefined) return
    const fields = {
      ...this.base,
      CallStatus: status,
      CallDuration: '42',
      Timestamp: new Date().toUTCString(),
    }
    await this.request({ url, fields, token: crypto.randomUUID() }).catch(() => undefined)
  }
}

import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { METHODS, type Triggers } from './methods.ts'
import { Person } from './person.ts'
import { Workspace, type DoubleUser } from './workspace.ts'

export { textsOf, type DoubleMessage } from './workspace.ts'
export { Person } from './person.ts'

/** What the next call of a method meets instead of its answer. `dropped`: carried out, then the connection is cut. */
export type Trouble =
  'dropped' | 'cut' | 'http500' | 'garbage' | { ratelimited: number } | { error: string } | { slow: number }

export interface Delivered {
  status: number
  body: string
  ms: number
}

/** How an app asks to be called: a webhook, or nothing when it comes by Socket Mode. */
export interface SlackDoubleOptions {
  /** Where events, actions and views are posted; only the path's origin is this process's business. */
  requestUrl?: string
}

/** Slack over HTTP and WebSocket: the Web API, and people whose doings are delivered to the app, signed. */
export class SlackDouble {
  readonly workspace = new Workspace()
  readonly botToken = 'xoxb-double'
  readonly appToken = 'xapp-double'
  readonly signingSecret = randomBytes(16).toString('hex')
  /** Every call: its method and its form. */
  calls: { method: string; form: Record<string, string>; at: number }[] = []
  /** Trouble for the next calls of a method, in order. */
  readonly troubles = new Map<string, Trouble[]>()
  /** What the app answered to what was delivered. */
  deliveries: Delivered[] = []
  requestUrl: string | undefined
  url = ''
  /** Milliseconds that a trigger is good for; Slack gives three seconds. */
  triggerMs = 3000
  readonly triggers: Triggers = new Map()
  private readonly sockets = new Set<WebSocket>()
  private readonly acks = new Map<string, (payload: unknown) => void>()
  private readonly server: Server
  private readonly hub = new WebSocketServer({ noServer: true })
  private count = 0

  constructor({ requestUrl }: SlackDoubleOptions = {}) {
    this.requestUrl = requestUrl
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('upgrade', (request, socket, head) => {
      this.hub.handleUpgrade(request, socket, head, (ws) => this.connected(ws))
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  get apiUrl(): string {
    return `${this.url}/api/`
  }

  get connections(): number {
    return this.sockets.size
  }

  /** Somebody of the workspace (or not, as `more` says), in these channels. */
  person(name: string, channels: readonly string[], more: Partial<DoubleUser> = {}): Person {
    const user = { id: `U0${name.toUpperCase()}`, name, team: this.workspace.team, ...more }
    this.workspace.users.set(user.id, user)
    for (const id of channels) this.workspace.channel(id, user.id)
    return new Person(this, user)
  }

  trouble(method: string, ...troubles: Trouble[]): void {
    this.troubles.set(method, [...(this.troubles.get(method) ?? []), ...troubles])
  }

  /** A trigger as it comes with a button or a shortcut. */
  trigger(user: string): string {
    const id = `${++this.count}.${Date.now()}.${randomBytes(8).toString('hex')}`
    this.triggers.set(id, { user, until: Date.now() + this.triggerMs })
    return id
  }

  /** Headers with which Slack signs a body. */
  sign(
    body: string,
    at = Math.floor(Date.now() / 1000),
    secret = this.signingSecret,
  ): Record<string, string> {
    const hash = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
    return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${hash}` }
  }

  /** An event of the Events API; repeated as Slack does when it is not acknowledged. */
  async event(event: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Delivered> {
    const body = {
      token: 'verification',
      team_id: this.workspace.team,
      api_app_id: this.workspace.bot.app,
      event,
      type: 'event_callback',
      event_id: `Ev${++this.count}${randomBytes(4).toString('hex')}`,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{ team_id: this.workspace.team, user_id: this.workspace.bot.user, is_bot: true }],
      ...more,
    }
    let answer = await this.deliver('events_api', body)
    for (let retry = 1; retry <= 3 && answer.status !== 200; retry++) {
      await sleep(50)
      answer = await this.deliver('events_api', body, {
        'x-slack-retry-num': String(retry),
        'x-slack-retry-reason': 'http_error',
      })
    }
    return answer
  }

  /** A click, a shortcut or a submitted view: never repeated. */
  interactive(payload: Record<string, unknown>): Promise<Delivered> {
    return this.deliver('interactive', payload)
  }

  async deliver(
    kind: 'events_api' | 'interactive',
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Delivered> {
    const began = Date.now()
    const done = (answer: Omit<Delivered, 'ms'>): Delivered => {
      const delivered = { ...answer, ms: Date.now() - began }
      this.deliveries.push(delivered)
      return delivered
    }
    if (this.requestUrl === undefined) return done(await this.overSocket(kind, body))
    const json = JSON.stringify(body)
    const raw = kind === 'interactive' ? `payload=${encodeURIComponent(json)}` : json
    const type = kind === 'interactive' ? 'application/x-www-form-urlencoded' : 'application/json'
    try {
      const response = await fetch(this.requestUrl, {
        method: 'POST',
        headers: { 'content-type': type, ...this.sign(raw), ...headers },
        body: raw,
        signal: AbortSignal.timeout(3000),
      })
      return done({ status: response.status, body: await response.text() })
    } catch {
      return done({ status: 0, body: '' })
    }
  }

  /** Asks the app to connect anew, as Slack does every few hours. */
  refreshSockets(): void {
    for (const socket of this.sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
  }

  /** Breaks every connection without a word. */
  dropSockets(): void {
    for (const socket of this.sockets) socket.terminate()
  }

  private async overSocket(kind: string, payload: unknown): Promise<Omit<Delivered, 'ms'>> {
    const [socket] = [...this.sockets]
    if (!socket) return { status: 0, body: '' }
    const id = randomBytes(8).toString('hex')
    const acknowledged = new Promise<unknown>((resolve) => this.acks.set(id, resolve))
    socket.send(JSON.stringify({ type: kind, envelope_id: id, payload, accepts_response_payload: true }))
    const answer = await Promise.race([acknowledged, sleep(3000, 'late' as const)])
    this.acks.delete(id)
    return answer === 'late' ? { status: 0, body: '' } : { status: 200, body: JSON.stringify(answer) }
  }

  private connected(socket: WebSocket): void {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse((data as Buffer).toString()) as {
        envelope_id: string
        payload: unknown
      }
      this.acks.get(envelope_id)?.(payload)
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: this.sockets.size }))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const json = (value: unknown, status = 200, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(value))
    }
    if (pathname.startsWith('/files/')) return this.serveFile(pathname, request, response)
    if (pathname.startsWith('/upload/')) {
      const file = this.workspace.files.get(pathname.split('/')[2]!)
      if (file) file.bytes = body
      return json(file ? { ok: true } : { ok: false, error: 'not_found' }, file ? 200 : 404)
    }
    const method = pathname.replace('/api/', '')
    const form = Object.fromEntries(new URLSearchParams(body.toString()))
    this.calls.push({ method, form, at: Date.now() })
    const token = request.headers.authorization?.replace('Bearer ', '') ?? form.token
    if (token === undefined || token === '') return json({ ok: false, error: 'not_authed' })
    if (method === 'apps.connections.open') {
      if (token !== this.appToken) return json({ ok: false, error: 'invalid_auth' })
      return json({ ok: true, url: `${this.url.replace('http', 'ws')}/link` })
    }
    if (token !== this.botToken) return json({ ok: false, error: 'invalid_auth' })
    const run = () =>
      METHODS[method]?.({ workspace: this.workspace, triggers: this.triggers, url: this.url }, form) ?? {
        ok: false,
        error: 'unknown_method',
      }
    const trouble = this.troubles.get(method)?.shift()
    if (trouble === undefined) return json(run())
    if (trouble === 'cut') return void request.socket.destroy()
    if (trouble === 'dropped') {
      run()
      return void request.socket.destroy()
    }
    if (trouble === 'http500') return json({ ok: false }, 500)
    if (trouble === 'garbage') return void response.end('<html>proxy</html>')
    if ('ratelimited' in trouble)
      return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(trouble.ratelimited) })
    if ('error' in trouble) return json({ ok: false, error: trouble.error })
    await sleep(trouble.slow)
    json(run())
  }

  private serveFile(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.workspace.files.get(pathname.split('/')[2]!)
    if (request.headers.authorization !== `Bearer ${this.botToken}`) {
      // Slack shows its sign-in page.
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>Sign in</html>')
      return
    }
    response.writeHead(file ? 200 : 404, { 'content-type': file?.mimetype ?? 'text/plain' })
    response.end(file ? Buffer.from(file.bytes) : '')
  }
}

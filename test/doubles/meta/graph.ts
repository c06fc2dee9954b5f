import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { metaJson, metaSignature } from './sign.ts'

export { metaJson, metaSignature } from './sign.ts'

/** A call that passed the door: right version, right token. */
export interface GraphCall {
  method: string
  /** Behind the version: `/123/messages`. */
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  bytes: Buffer
  /** The body as JSON; undefined when it is none. */
  json: unknown
}

/** What a product's own part of the double answers; the body goes out as JSON. */
export interface GraphAnswer {
  status: number
  body: unknown
}

/**
 * How the next call fails. Before it takes effect: `error500`, `rate_limited` (429 with code 4), `garbage` (200 that is no JSON), `hangs`,
 * `drops`. After it took effect: `takes_then_500`, `takes_then_garbage`, `takes_then_hangs`, `takes_then_drops`.
 */
export type GraphFailure =
  | 'error500'
  | 'rate_limited'
  | 'garbage'
  | 'hangs'
  | 'drops'
  | 'takes_then_500'
  | 'takes_then_garbage'
  | 'takes_then_hangs'
  | 'takes_then_drops'

/** Facts of an error in Graph's envelope. */
export interface GraphErrorFacts {
  code: number
  message: string
  /** HTTP status; 400 unless told. */
  status?: number
  subcode?: number
  type?: string
  details?: string
  transient?: boolean
}

/** An error as Graph answers it. */
export function graphError(facts: GraphErrorFacts): GraphAnswer {
  const { code, message, status = 400, subcode, type = 'OAuthException', details, transient } = facts
  return {
    status,
    body: {
      error: {
        message: `(#${code}) ${message}`,
        type,
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(transient === undefined ? {} : { is_transient: transient }),
        fbtrace_id: 'AdoubleTraceId0',
      },
    },
  }
}

export interface GraphOptions {
  /** What a product does with a call that passed the door. */
  answer: (call: GraphCall) => GraphAnswer | Promise<GraphAnswer>
  version?: string
  appSecret?: string
  token?: string
  /** Paths that Graph serves without a version, such as `/refresh_access_token`. */
  unversioned?: readonly string[]
}

/** The door of Meta's Graph API on a real socket: versions, tokens, error envelope, failures; and signed webhooks the other way. */
export class GraphDouble {
  readonly version: string
  readonly appSecret: string
  /** The token that is good now. */
  token: string
  /** Every call that came, refused ones too, oldest first. */
  calls: { method: string; path: string; status: number }[] = []
  url = ''
  private failures: GraphFailure[] = []
  private server: Server
  private answer: GraphOptions['answer']
  private unversioned: readonly string[]

  constructor(options: GraphOptions) {
    const { answer, version = 'v24.0', appSecret = 'app-secret', token = 'EAAG-token' } = options
    this.answer = answer
    this.unversioned = options.unversioned ?? []
    this.version = version
    this.appSecret = appSecret
    this.token = token
    this.server = createServer((request, response) => {
      this.take(request, response).catch(() => response.destroy())
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  get host(): string {
    return new URL(this.url).host
  }

  /** The next POSTs fail so, one each. */
  fail(...failures: GraphFailure[]): void {
    this.failures = failures
  }

  /** Sends a webhook, signed over the bytes that are sent. */
  async deliver(webhook: string, value: unknown, changes: { secret?: string } = {}): Promise<Response> {
    const body = metaJson(value)
    return fetch(webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // A server that starts again must not be met on a connection of the one before.
        connection: 'close',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': metaSignature(changes.secret ?? this.appSecret, body),
      },
      body: new Uint8Array(body),
    })
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://graph')
    const bytes = await readAll(request)
    const reply = ({ status, body }: GraphAnswer) => {
      this.calls.push({ method: request.method ?? '', path: url.pathname, status })
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const [, version, rest] = this.unversioned.includes(url.pathname)
      ? ['', this.version, url.pathname]
      : (/^\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [])
    if (version !== this.version || rest === undefined)
      return reply(
        graphError({ code: 2500, message: `Unknown path components: ${url.pathname}`, status: 400 }),
      )
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    const refusal = this.refuseToken(bearer ?? url.searchParams.get('access_token'))
    if (refusal) return reply(refusal)
    const failure = request.method === 'POST' ? this.failures.shift() : undefined
    if (failure && !failure.startsWith('takes_')) return this.failNow(failure, response, reply)
    const answer = await this.answer({
      method: request.method ?? '',
      path: rest,
      query: url.searchParams,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      bytes,
      json: parseJson(bytes),
    })
    if (!failure) return reply(answer)
    const same = {
      takes_then_500: 'error500',
      takes_then_garbage: 'garbage',
      takes_then_hangs: 'hangs',
    } as const
    this.failNow(same[failure as keyof typeof same] ?? 'drops', response, reply)
  }

  private refuseToken(given: string | null | undefined): GraphAnswer | undefined {
    if (!given)
      return graphError({
        code: 104,
        message: 'An access token is required to request this resource.',
        status: 401,
      })
    if (given !== this.token)
      return graphError({
        code: 190,
        subcode: 463,
        status: 401,
        message: 'Error validating access token: Session has expired on Tuesday, 03-Nov-26 08:00:00 PST.',
      })
    return undefined
  }

  private failNow(
    failure: GraphFailure,
    response: ServerResponse,
    reply: (answer: GraphAnswer) => void,
  ): void {
    if (failure === 'error500')
      reply(
        graphError({
          code: 1,
          message: 'An unknown error occurred',
          status: 500,
          transient: true,
        }),
      )
    else if (failure === 'rate_limited')
      reply(
        graphError({ code: 4, message: 'Application request limit reached', status: 429, transient: true }),
      )
    else if (failure === 'garbage') reply({ status: 200, body: '<html>Sorry, something went wrong.</html>' })
    // Until the caller gives up.
    else if (failure === 'hangs') return
    else response.destroy()
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

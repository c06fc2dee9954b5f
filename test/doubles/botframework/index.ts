import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'

const ISSUER = 'https://api.botframework.com'
const KEY_ID = 'double-1'

export interface Delivered {
  conversation: string
  replyTo: string | undefined
  activity: Record<string, unknown>
}

/**
 * The Bot Framework's side over HTTP: OpenID metadata and keys for tokens that channels send, the login that gives bots
 * theirs, and a channel's connector, which takes activities only with such a token.
 */
export class BotFrameworkDouble {
  readonly appId = '5f0d2c1e-0000-4000-8000-00000000b07a'
  readonly appPassword = 'the-bots-password'
  /** What bots sent to the channel's conversations. */
  delivered: Delivered[] = []
  /** How often a bot asked for a token. */
  logins = 0
  /** Answers the next connector requests with these statuses, in order. `0` hangs up without an answer. */
  failures: number[] = []
  url = ''
  private server: Server
  private keys!: { publicKey: CryptoKey; privateKey: CryptoKey }
  private issued = new Set<string>()

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response))
  }

  async start(): Promise<this> {
    this.keys = await generateKeyPair('RS256')
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

  /** A token as a channel puts on the activities it sends to a bot. */
  async channelToken(
    changes: { audience?: string; serviceUrl?: string; issuer?: string; seconds?: number } = {},
  ) {
    return this.sign(this.keys.privateKey, changes)
  }

  /** The same, signed by somebody else. */
  async forgedToken(): Promise<string> {
    return this.sign((await generateKeyPair('RS256')).privateKey, {})
  }

  private sign(
    key: CryptoKey,
    changes: { audience?: string; serviceUrl?: string; issuer?: string; seconds?: number },
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ serviceurl: changes.serviceUrl ?? this.url })
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
      .setIssuer(changes.issuer ?? ISSUER)
      .setAudience(changes.audience ?? this.appId)
      .setIssuedAt(now - 10)
      .setExpirationTime(now + (changes.seconds ?? 3600))
      .sign(key)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url)
    const body = await read(request)
    const send = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (pathname === '/v1/.well-known/openidconfiguration')
      return send(200, { issuer: ISSUER, jwks_uri: `${this.url}/v1/.well-known/keys` })
    if (pathname === '/v1/.well-known/keys') {
      const key = {
        ...(await exportJWK(this.keys.publicKey)),
        kid: KEY_ID,
        use: 'sig',
        endorsements: ['msteams'],
      }
      return send(200, { keys: [key] })
    }
    if (pathname === '/login/oauth2/v2.0/token') return this.login(new URLSearchParams(body), send)
    const place = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(pathname)
    if (request.method !== 'POST' || !place) return send(404, { error: { code: 'NotFound' } })
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    if (!this.issued.has(token)) return send(401, { error: { code: 'Unauthorized' } })
    const failure = this.failures.shift()
    if (failure === 0) return void request.socket.destroy()
    if (failure !== undefined) return send(failure, { error: { code: 'ServiceError' } })
    this.delivered.push({
      conversation: decodeURIComponent(place[1]!),
      replyTo: place[2] && decodeURIComponent(place[2]),
      activity: JSON.parse(body) as Record<string, unknown>,
    })
    return send(201, { id: `sent-${this.delivered.length}` })
  }

  private login(form: URLSearchParams, send: (status: number, value: unknown) => void): void {
    this.logins++
    const good =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === this.appId &&
      form.get('client_secret') === this.appPassword &&
      form.get('scope') === `${ISSUER}/.default`
    if (!good) return send(401, { error: 'invalid_client' })
    const token = `bot-token-${this.logins}`
    this.issued.add(token)
    return send(200, { token_type: 'Bearer', expires_in: 3600, access_token: token })
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

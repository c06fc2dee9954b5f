import { randomBytes } from 'node:crypto'

const MINUTE = 60_000
/** How long an authorization code holds. */
const CODE_LIFE = 5 * MINUTE
/** Seconds; as the token endpoint says in expires_in. */
export const ACCESS_LIFE = 3600
/** A rotated refresh token is still taken for this long, so that a lost answer does not end the grant. */
const REUSE_LEEWAY = 10 * MINUTE
/** Without use for this long, a grant ends. */
const IDLE_LIFE = 90 * 24 * 60 * MINUTE

interface Grant {
  scopes: string[]
  usedAt: number
  revoked: boolean
}

export interface TokenReply {
  access_token: string
  expires_in: number
  token_type: 'Bearer'
  scope: string
  refresh_token?: string
}

/** Tokens are long, as the real ones (JWTs above a kilobyte): a narrow column or header limit shows. */
function token(bytes: number): string {
  return `eyJ${randomBytes(60).toString('base64url')}.${randomBytes(bytes).toString('base64url')}.${randomBytes(200).toString('base64url')}`
}

/** Consents given to the application, with their codes and tokens. */
export class Grants {
  readonly #now: () => number
  readonly #codes = new Map<string, { grant: Grant; redirectUri: string; expires: number }>()
  readonly #access = new Map<string, { grant: Grant; expires: number }>()
  readonly #refresh = new Map<string, { grant: Grant; rotatedAt: number | undefined }>()
  readonly #all: Grant[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  /** A person consented: the code that goes to the callback. */
  consent(scopes: string[], redirectUri: string): string {
    const code = token(300)
    this.#codes.set(code, { grant: this.#open(scopes), redirectUri, expires: this.#now() + CODE_LIFE })
    return code
  }

  /** Consent and code in one step. */
  issue(scopes: string[]): TokenReply {
    return this.#issue(this.#open(scopes))
  }

  /** Spends a code; undefined when it is unknown, spent, too old, or meant for another callback. */
  redeem(code: string, redirectUri: string): TokenReply | undefined {
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    if (!found || found.redirectUri !== redirectUri || found.expires <= this.#now()) return undefined
    return this.#issue(found.grant)
  }

  /** Rotates a refresh token; undefined when it is dead. */
  refresh(refreshToken: string): TokenReply | undefined {
    const found = this.#refresh.get(refreshToken)
    const now = this.#now()
    if (!found || found.grant.revoked || now - found.grant.usedAt > IDLE_LIFE) return undefined
    if (found.rotatedAt !== undefined && now - found.rotatedAt > REUSE_LEEWAY) return undefined
    found.rotatedAt ??= now
    return this.#issue(found.grant)
  }

  /** The scopes of a live access token. */
  scopes(accessToken: string): string[] | undefined {
    const found = this.#access.get(accessToken)
    if (!found || found.grant.revoked || found.expires <= this.#now()) return undefined
    return found.grant.scopes
  }

  /** Every person withdraws their consent: no token works any more. */
  revokeAll(): void {
    for (const grant of this.#all) grant.revoked = true
  }

  #open(scopes: string[]): Grant {
    const grant: Grant = { scopes, usedAt: this.#now(), revoked: false }
    this.#all.push(grant)
    return grant
  }

  #issue(grant: Grant): TokenReply {
    grant.usedAt = this.#now()
    const access = token(900)
    this.#access.set(access, { grant, expires: this.#now() + ACCESS_LIFE * 1000 })
    const reply: TokenReply = {
      access_token: access,
      expires_in: ACCESS_LIFE,
      token_type: 'Bearer',
      scope: grant.scopes.join(' '),
    }
    if (!grant.scopes.includes('offline_access')) return reply
    const next = token(300)
    this.#refresh.set(next, { grant, rotatedAt: undefined })
    return { ...reply, refresh_token: next }
  }
}

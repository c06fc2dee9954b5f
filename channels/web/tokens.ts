import { jwtVerify, SignJWT } from 'jose'

/** What a token is good for. A token of one kind is worth nothing in the place of another. */
export type TokenUse =
  /** All of Direct Line for one conversation. */
  | 'directline'
  /** Opening one socket, right after the address was given out. */
  | 'stream'
  /** Getting a new token for a conversation after a long pause; the widget keeps it. */
  | 'resume'

export interface Grant {
  conversation: string
  /** Who speaks with it; absent when the embedding server did not say. */
  user?: string
}

/** Seconds. Direct Line clients expect 30 minutes, and refresh after 15. */
export const LIFETIME: Readonly<Record<TokenUse, number>> = {
  directline: 1800,
  stream: 60,
  resume: 30 * 24 * 3600,
}

const ISSUER = 'tributary-web'

export interface Tokens {
  sign(use: TokenUse, grant: Grant): Promise<string>
  /** The grant, or undefined when the token is forged, expired or of another use. */
  verify(use: TokenUse, token: string): Promise<Grant | undefined>
}

/** Tokens as JWT (HS256): what is granted is inside, so any process can check one without asking another. */
export function createTokens(key: Uint8Array, clock: () => Date): Tokens {
  return {
    sign(use, grant) {
      const now = Math.floor(clock().getTime() / 1000)
      // Clients read `user` from the token to learn that it is set; `conv` and `user` are the real service's names.
      return new SignJWT({ conv: grant.conversation, ...(grant.user ? { user: grant.user } : {}) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(use)
        .setJti(crypto.randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + LIFETIME[use])
        .sign(key)
    },
    async verify(use, token) {
      try {
        const { payload } = await jwtVerify<{ conv: string; user?: string }>(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: use,
          currentDate: clock(),
          requiredClaims: ['exp', 'conv'],
        })
        return { conversation: payload.conv, ...(payload.user ? { user: payload.user } : {}) }
      } catch {
        return undefined
      }
    },
  }
}

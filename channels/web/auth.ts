import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { problems } from './problem.ts'
import type { Grant, Tokens } from './tokens.ts'

/** Who asks: a server that holds the secret, or a client with a token for one conversation. */
export type Caller = { kind: 'server' } | ({ kind: 'client' } & Grant)

export type Authenticate = (request: IncomingMessage) => Promise<Caller>

/** Reads the bearer of a request. @throws Problem 401 without one, 403 with one that is worth nothing */
export function createAuthenticate(tokens: Tokens, secret: string | undefined): Authenticate {
  return async (request) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (!bearer) throw problems.unauthorized()
    if (secret && sameSecret(bearer, secret)) return { kind: 'server' }
    const grant = await tokens.verify('directline', bearer)
    if (!grant) throw problems.badToken()
    return { kind: 'client', ...grant }
  }
}

/** @throws Problem 403 when the token was given for another conversation */
export function mayEnter(caller: Caller, conversation: string): void {
  if (caller.kind === 'client' && caller.conversation !== conversation) throw problems.badToken()
}

// Hashes are of one length, so that the time taken tells nothing about the secret's.
function sameSecret(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(secret))
}

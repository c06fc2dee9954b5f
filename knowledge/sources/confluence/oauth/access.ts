import type { Grant, GrantStore } from '../../../../src/contract/grant.ts'
import { systemClock } from '../http/clock.ts'
import type { Clock } from '../http/clock.ts'
import type { Http } from '../http/client.ts'
import { requestTokens } from './app.ts'
import type { OAuthApp } from './app.ts'

/** Gives tokens for requests. `stale` is one that the service has just refused: it is not given again. */
export type AccessToken = (stale?: string) => Promise<string>

/** An access token that dies within this time is not used for a request that may be retried. */
const MARGIN_MS = 60_000

export interface AccessParts {
  http: Http
  store: GrantStore
  clock?: Clock
}

/**
 * Access tokens of one grant, refreshed when due. Refreshing happens under the grant's lock, and looks first whether
 * somebody else has done it meanwhile; the new tokens are stored before they are used, since the old refresh token is dead then.
 * @throws confluence.grant_revoked, confluence.wrong_secret
 */
export function accessTokens(app: OAuthApp, connectionId: number, parts: AccessParts): AccessToken {
  const { http, store, clock = systemClock } = parts
  const usable = (grant: Grant, stale?: string) =>
    grant.accessToken !== stale && Date.parse(grant.accessExpiresAt) - MARGIN_MS > clock.now()

  return async function token(stale) {
    const grant = await store.load(connectionId)
    if (usable(grant, stale)) return grant.accessToken
    return store.withLock(connectionId, async (current, save) => {
      if (usable(current, stale)) return current.accessToken
      const tokens = await requestTokens(http, app, {
        grant_type: 'refresh_token',
        refresh_token: current.refreshToken,
      })
      await save({
        ...current,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        accessExpiresAt: new Date(clock.now() + tokens.expiresIn * 1000).toISOString(),
        scopes: tokens.scopes.length > 0 ? tokens.scopes : current.scopes,
      })
      return tokens.accessToken
    })
  }
}

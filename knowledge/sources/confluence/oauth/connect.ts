import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Grant } from '../../../../src/contract/grant.ts'
import type { Clock } from '../http/clock.ts'
import { systemClock } from '../http/clock.ts'
import type { Http } from '../http/client.ts'
import { authBase, requestTokens } from './app.ts'
import type { OAuthApp } from './app.ts'
import { findSite } from './sites.ts'
import { SCOPES } from './scopes.ts'

/** A connection that was begun: the person opens `url`, and the callback must bring `state` back. */
export interface Begun {
  url: string
  state: string
}

/** Makes the address of the consent page. */
export function beginConnection(app: OAuthApp): Begun {
  const state = randomBytes(24).toString('base64url')
  const query = new URLSearchParams({
    audience: 'api.atlassian.com',
    client_id: app.clientId,
    scope: SCOPES.join(' '),
    redirect_uri: app.redirectUri,
    state,
    response_type: 'code',
    prompt: 'consent',
  })
  return { url: `${authBase(app)}/authorize?${query.toString()}`, state }
}

export interface Finish {
  /** The callback as it was opened, with its query. */
  callbackUrl: string
  /** The state of {@link beginConnection}. */
  state: string
  /** The site that is to be read, any address on it. */
  siteUrl: string
}

export interface ConnectParts {
  http: Http
  clock?: Clock
}

/**
 * Ends a connection at the callback: exchanges the code and finds the site. The caller keeps the grant.
 * @throws confluence.state_mismatch, confluence.consent_declined, confluence.code_refused, confluence.wrong_secret,
 *   confluence.site_not_granted, confluence.missing_scope
 */
export async function finishConnection(app: OAuthApp, parts: ConnectParts, finish: Finish): Promise<Grant> {
  const query = new URL(finish.callbackUrl, app.redirectUri).searchParams
  if (!same(query.get('state') ?? '', finish.state))
    throw new TributaryError('confluence.state_mismatch', 'The callback carries another state.')
  const error = query.get('error')
  if (error !== null)
    throw new TributaryError('confluence.consent_declined', 'The consent page was left without consent.', {
      details: { error: error.slice(0, 100) },
    })
  const code = query.get('code')
  if (!code) throw new TributaryError('confluence.code_refused', 'The callback carries no code.')
  const tokens = await requestTokens(parts.http, app, { grant_type: 'authorization_code', code })
  const missing = SCOPES.filter((scope) => tokens.scopes.length > 0 && !tokens.scopes.includes(scope))
  if (missing.length > 0)
    throw new TributaryError('confluence.missing_scope', `The consent lacks ${missing.join(', ')}.`, {
      details: { scopes: missing },
    })
  const site = await findSite(parts.http, app, tokens.accessToken, finish.siteUrl)
  const now = (parts.clock ?? systemClock).now()
  return {
    siteUrl: site.url,
    cloudId: site.id,
    siteName: site.name,
    accessToken: tokens.accessToken,
    accessExpiresAt: new Date(now + tokens.expiresIn * 1000).toISOString(),
    refreshToken: tokens.refreshToken,
    scopes: tokens.scopes,
  }
}

function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

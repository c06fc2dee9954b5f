import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Http } from '../http/client.ts'

/** The OAuth application at the provider, and where the provider is. */
export interface OAuthApp {
  clientId: string
  clientSecret: string
  /** As registered in the developer console. */
  redirectUri: string
  /** https://auth.atlassian.com by default. */
  authUrl?: string
  /** https://api.atlassian.com by default. */
  apiUrl?: string
}

export const authBase = (app: OAuthApp): string =>
  (app.authUrl ?? 'https://auth.atlassian.com').replace(/\/+$/, '')
export const apiBase = (app: { apiUrl?: string }): string =>
  (app.apiUrl ?? 'https://api.atlassian.com').replace(/\/+$/, '')

/** Tokens as the token endpoint gave them. */
export interface Tokens {
  accessToken: string
  refreshToken: string
  /** Seconds. */
  expiresIn: number
  scopes: string[]
}

type Request =
  { grant_type: 'authorization_code'; code: string } | { grant_type: 'refresh_token'; refresh_token: string }

/**
 * Asks the token endpoint.
 * @throws confluence.wrong_secret, confluence.grant_revoked (refresh), confluence.code_refused (code)
 */
export async function requestTokens(http: Http, app: OAuthApp, request: Request): Promise<Tokens> {
  const { clientId, clientSecret, redirectUri } = app
  const answer = await http({
    url: `${authBase(app)}/oauth/token`,
    post: { ...request, client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri },
  })
  const body = (answer.json ?? {}) as Record<string, unknown>
  if (answer.status !== 200) throw refusal(answer.status, body, request.grant_type)
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope } = body
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresIn !== 'number')
    throw new TributaryError(
      'confluence.unexpected_answer',
      'The token endpoint gave no access or refresh token.',
      {
        details: { has: Object.keys(body) },
      },
    )
  return { accessToken, refreshToken, expiresIn, scopes: typeof scope === 'string' ? scope.split(' ') : [] }
}

/** What went wrong, by the error's name: the description is free text, the status alone says too little. */
function refusal(
  status: number,
  body: Record<string, unknown>,
  grantType: Request['grant_type'],
): TributaryError {
  const error = typeof body.error === 'string' ? body.error : ''
  const details = { status, error }
  // The endpoint says the same for a wrong secret as the callback for a declined consent: the place tells them apart.
  if (status === 401 || error === 'access_denied' || error === 'invalid_client')
    return new TributaryError(
      'confluence.wrong_secret',
      'The token endpoint refused the client id or secret.',
      { details },
    )
  const dead = ['invalid_grant', 'unauthorized_client'].includes(error)
  if (dead && grantType === 'refresh_token')
    return new TributaryError('confluence.grant_revoked', 'The refresh token is not taken any more.', {
      details,
    })
  if (dead)
    return new TributaryError('confluence.code_refused', 'The sign-in code was not taken.', { details })
  return new TributaryError('confluence.request_refused', `The token endpoint answered ${status} ${error}.`, {
    details,
  })
}

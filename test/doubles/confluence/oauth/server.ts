import type { Call, Handler, Reply } from '../http.ts'
import { consentPage, errorPage } from './pages.ts'
import type { Grants } from './grants.ts'

/** The application registered with the provider. */
export interface App {
  clientId: string
  clientSecret: string
  /** Registered callbacks, compared exactly; undefined takes any on this machine. */
  redirectUris?: string[]
  /** Scopes that the application may ask for; undefined for any. */
  scopes?: string[]
}

function isLoopback(uri: string): boolean {
  return URL.canParse(uri) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(uri).hostname)
}

/** Why an authorize request is refused before anybody is asked, or undefined. */
function refusal(app: App, query: URLSearchParams): string | undefined {
  const redirect = query.get('redirect_uri') ?? ''
  if (query.get('client_id') !== app.clientId) return 'unauthorized_client: the client id is unknown'
  if (!(app.redirectUris ? app.redirectUris.includes(redirect) : isLoopback(redirect)))
    return 'invalid_request: the redirect_uri is not registered for this client'
  if (query.get('audience') !== 'api.atlassian.com')
    return 'invalid_request: audience must be api.atlassian.com'
  if (query.get('response_type') !== 'code') return 'unsupported_response_type: response_type must be code'
  if (query.get('prompt') !== 'consent') return 'invalid_request: prompt must be consent'
  if (!query.get('state')) return 'invalid_request: state is missing'
  const scopes = asked(query)
  if (scopes.length === 0) return 'invalid_scope: scope is missing'
  const beyond = scopes.find((scope) => app.scopes && !app.scopes.includes(scope))
  return beyond && `invalid_scope: ${beyond} is not enabled for this client`
}

function asked(query: URLSearchParams): string[] {
  return (query.get('scope') ?? '').split(' ').filter(Boolean)
}

function decide(app: App, grants: Grants, call: Call): Reply {
  const form = new URLSearchParams(call.body)
  const refused = refusal(app, form)
  if (refused) return { status: 400, text: errorPage(refused) }
  const callback = new URL(form.get('redirect_uri') ?? '')
  callback.searchParams.set('state', form.get('state') ?? '')
  if (form.get('decision') === 'accept') {
    callback.searchParams.set('code', grants.consent(asked(form), form.get('redirect_uri') ?? ''))
  } else {
    callback.searchParams.set('error', 'access_denied')
    callback.searchParams.set('error_description', 'User did not authorize the request')
  }
  return { status: 302, text: '', headers: { location: callback.href } }
}

function parameters(call: Call): Record<string, unknown> | undefined {
  const type = call.headers['content-type'] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(call.body))
  if (!type.startsWith('application/json')) return undefined
  try {
    const parsed: unknown = JSON.parse(call.body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function refuse(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } }
}

function issue(app: App, grants: Grants, call: Call): Reply {
  const given = parameters(call)
  if (!given) return refuse(400, 'invalid_request', 'The request body is neither JSON nor a form.')
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  // Wrong client credentials are told with the code of a declined consent.
  if (text('client_id') !== app.clientId || text('client_secret') !== app.clientSecret)
    return refuse(401, 'access_denied', 'Unauthorized')
  if (text('grant_type') === 'authorization_code') {
    const tokens = grants.redeem(text('code'), text('redirect_uri'))
    return tokens ? { status: 200, body: tokens } : refuse(403, 'invalid_grant', 'Invalid authorization code')
  }
  if (text('grant_type') === 'refresh_token') {
    const tokens = grants.refresh(text('refresh_token'))
    return tokens
      ? { status: 200, body: tokens }
      : refuse(403, 'unauthorized_client', 'refresh_token is invalid')
  }
  return refuse(403, 'unsupported_grant_type', `Unsupported grant type: ${text('grant_type')}`)
}

/** Plays auth.atlassian.com. */
export function authServer(app: App, grants: Grants, siteName: string): Handler {
  return (call) => {
    if (call.path === '/authorize' && call.method === 'GET') {
      const refused = refusal(app, call.query)
      return refused
        ? { status: 400, text: errorPage(refused) }
        : { status: 200, text: consentPage(siteName, asked(call.query), call.query) }
    }
    if (call.path === '/authorize' && call.method === 'POST') return decide(app, grants, call)
    if (call.path === '/oauth/token' && call.method === 'POST') return issue(app, grants, call)
    return { status: 404, body: { error: 'not_found' } }
  }
}

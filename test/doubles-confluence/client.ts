import type { ConfluenceDouble } from '../doubles/confluence/index.ts'

/** All that the product may ask for; nothing that writes. */
export const READ_SCOPES = [
  'read:page:confluence',
  'read:space:confluence',
  'read:attachment:confluence',
  'read:content.metadata:confluence',
  'read:folder:confluence',
  'read:content-details:confluence',
  'read:hierarchical-content:confluence',
  'offline_access',
]
export const CALLBACK = 'http://127.0.0.1:9/callback'

export interface Tokens {
  access_token: string
  refresh_token?: string
  expires_in: number
  token_type: string
  scope: string
}

export function authorizeUrl(double: ConfluenceDouble, overrides: Record<string, string> = {}): string {
  const url = new URL('/authorize', double.authUrl)
  url.search = new URLSearchParams({
    audience: 'api.atlassian.com',
    client_id: double.app.clientId,
    scope: READ_SCOPES.join(' '),
    redirect_uri: CALLBACK,
    state: 'state-1',
    response_type: 'code',
    prompt: 'consent',
    ...overrides,
  }).toString()
  return url.href
}

export async function postToken(double: ConfluenceDouble, fields: Record<string, string>): Promise<Response> {
  return fetch(new URL('/oauth/token', double.authUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: double.app.clientId,
      client_secret: double.app.clientSecret,
      ...fields,
    }),
  })
}

/** A code, by consent. */
export async function consent(
  double: ConfluenceDouble,
  scopes: readonly string[] = READ_SCOPES,
): Promise<string> {
  const callback = await double.approve(authorizeUrl(double, { scope: scopes.join(' ') }), { follow: false })
  return callback.searchParams.get('code') ?? ''
}

export async function connect(
  double: ConfluenceDouble,
  scopes: readonly string[] = READ_SCOPES,
): Promise<Tokens> {
  const code = await consent(double, scopes)
  const response = await postToken(double, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
  return (await response.json()) as Tokens
}

export interface Answer {
  status: number
  headers: Headers
  body: Json
}
/** The fields that tests look into, over answers of many shapes. */
export interface Json {
  id?: string
  key?: string
  name?: string
  type?: string
  status?: string | number
  title?: string
  parentId?: string | null
  code?: string | number
  url?: string
  scopes?: string[]
  version?: { number: number }
  body?: Record<string, { representation: string; value: string }>
  labels?: { results: Json[] }
  content?: Json
  results?: Json[]
  errors?: Json[]
  size?: number
  totalSize?: number
  _links?: Record<string, string>
  [other: string]: unknown
}

export async function getJson(url: string, token?: string): Promise<Answer> {
  const response = await fetch(
    url,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  )
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json }
}

/** A reader of one site's API through the gateway. */
export async function reader(
  double: ConfluenceDouble,
  scopes: readonly string[] = READ_SCOPES,
): Promise<(path: string) => Promise<Answer>> {
  const { access_token } = await connect(double, scopes)
  return (path) => getJson(`${double.apiUrl}/ex/confluence/${double.cloudId}${path}`, access_token)
}

/** Follows the next links of v2 to the end. */
export async function drain(get: (path: string) => Promise<Answer>, path: string): Promise<Json[]> {
  const all: Json[] = []
  let next: string | undefined = path
  while (next !== undefined) {
    const { body }: Answer = await get(next)
    all.push(...(body.results ?? []))
    next = body._links?.next
  }
  return all
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import type { Json } from './client.ts'
import { authorizeUrl, CALLBACK, connect, consent, getJson, postToken, READ_SCOPES } from './client.ts'

let double: ConfluenceDouble
let clock = Date.UTC(2026, 5, 1, 10)
const minutes = (count: number) => count * 60_000

beforeAll(async () => {
  double = await startConfluence({
    now: () => clock,
    app: { redirectUris: [CALLBACK], scopes: READ_SCOPES },
    site: { name: 'shop' },
  })
})
afterAll(() => double.close())

function sitesOf(token: string) {
  return getJson(`${double.apiUrl}/oauth/token/accessible-resources`, token)
}

test('a person consents in the browser and the code becomes tokens', async () => {
  const page = await (await fetch(authorizeUrl(double))).text()
  expect(page).toContain('<button name="decision" value="accept">')
  expect(page).toContain('read:folder:confluence')
  const callback = await double.approve(authorizeUrl(double), { follow: false })
  expect(callback.href.startsWith(CALLBACK)).toBe(true)
  expect(callback.searchParams.get('state')).toBe('state-1')
  const tokens = await connect(double)
  expect(Object.keys(tokens).sort()).toEqual([
    'access_token',
    'expires_in',
    'refresh_token',
    'scope',
    'token_type',
  ])
  expect(tokens).toMatchObject({ expires_in: 3600, token_type: 'Bearer', scope: READ_SCOPES.join(' ') })
})

test('the person ends on the callback, and a refused request is told in words', async () => {
  let opened = ''
  const server = createServer((request, response) => {
    opened = request.url ?? ''
    response.end('You can close this window.')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/done`
  const open = await startConfluence()
  const url = authorizeUrl(open, { redirect_uri: callback })
  const { search } = await open.approve(url)
  expect(opened).toBe(`/done${search}`)
  await expect(open.approve(authorizeUrl(open, { redirect_uri: 'https://example.com/' }))).rejects.toThrow(
    'redirect_uri is not registered',
  )
  await new Promise((resolve) => server.close(resolve))
  await open.close()
})

test('declining gives access_denied and no code', async () => {
  const callback = await double.approve(authorizeUrl(double), { decline: true, follow: false })
  expect(callback.searchParams.get('error')).toBe('access_denied')
  expect(callback.searchParams.get('state')).toBe('state-1')
  expect(callback.searchParams.has('code')).toBe(false)
})

test.each([
  ['client_id', 'somebody-else'],
  ['redirect_uri', 'http://127.0.0.1:9/other'],
  ['audience', 'api.example.com'],
  ['response_type', 'token'],
  ['prompt', 'none'],
  ['state', ''],
  ['scope', ''],
  ['scope', 'write:page:confluence'],
])('the authorize page refuses %s=%s', async (name, value) => {
  expect((await fetch(authorizeUrl(double, { [name]: value }))).status).toBe(400)
})

test('a code is for one use, for its callback, and not for long', async () => {
  const exchange = (code: string, redirect_uri = CALLBACK) =>
    postToken(double, { grant_type: 'authorization_code', code, redirect_uri })
  const code = await consent(double)
  expect((await exchange(code)).status).toBe(200)
  expect((await exchange(code)).status).toBe(403)
  expect((await exchange(await consent(double), `${CALLBACK}/x`)).status).toBe(403)
  const old = await consent(double)
  clock += minutes(6)
  const late = await exchange(old)
  expect([late.status, await late.json()]).toEqual([
    403,
    { error: 'invalid_grant', error_description: 'Invalid authorization code' },
  ])
})

test('the token endpoint takes forms as well, and refuses a wrong secret', async () => {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: double.app.clientId,
    client_secret: double.app.clientSecret,
    code: await consent(double),
    redirect_uri: CALLBACK,
  })
  const url = `${double.authUrl}/oauth/token`
  expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
  body.set('client_secret', 'wrong')
  const refused = await fetch(url, { method: 'POST', body })
  expect([refused.status, await refused.json()]).toEqual([
    401,
    { error: 'access_denied', error_description: 'Unauthorized' },
  ])
})

test('refresh tokens rotate, with ten minutes of leeway for the old one', async () => {
  const { refresh_token: first = '' } = await connect(double)
  const refresh = (refresh_token: string) => postToken(double, { grant_type: 'refresh_token', refresh_token })
  const second = (await (await refresh(first)).json()) as { refresh_token: string }
  expect(second.refresh_token).not.toBe(first)
  clock += minutes(9)
  expect((await refresh(first)).status).toBe(200)
  clock += minutes(2)
  const dead = await refresh(first)
  expect([dead.status, await dead.json()]).toEqual([
    403,
    { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
  ])
  expect((await refresh(second.refresh_token)).status).toBe(200)
})

test('a grant ends after ninety days without use', async () => {
  const { refresh_token = '' } = await connect(double)
  clock += minutes(60 * 24 * 91)
  expect((await postToken(double, { grant_type: 'refresh_token', refresh_token })).status).toBe(403)
})

test('without offline_access there is no refresh token', async () => {
  expect(await connect(double, ['read:page:confluence'])).not.toHaveProperty('refresh_token')
})

test('access tokens expire, and a revoked grant ends them and the refresh token at once', async () => {
  const first = await connect(double)
  expect((await sitesOf(first.access_token)).status).toBe(200)
  clock += minutes(60)
  expect(await sitesOf(first.access_token)).toMatchObject({ status: 401, body: { code: 401 } })
  const second = await connect(double)
  double.revokeGrants()
  expect((await sitesOf(second.access_token)).status).toBe(401)
  const refused = await postToken(double, {
    grant_type: 'refresh_token',
    refresh_token: second.refresh_token ?? '',
  })
  expect(refused.status).toBe(403)
})

test('two sites are accessible, ours is not the first, and the first one is empty', async () => {
  const { access_token } = await connect(double)
  const body = (await sitesOf(access_token)).body as unknown as Json[]
  expect(body.map((site) => site.name)).toEqual(['another-site', 'shop'])
  expect(body[1]).toMatchObject({ id: double.cloudId, url: double.siteUrl })
  expect(body[1]!.scopes).not.toContain('offline_access')
  const foreign = await getJson(
    `${double.apiUrl}/ex/confluence/${body[0]!.id}/wiki/api/v2/spaces`,
    access_token,
  )
  expect(foreign.body.results).toEqual([])
  expect(
    (await getJson(`${double.apiUrl}/ex/confluence/nowhere/wiki/api/v2/spaces`, access_token)).status,
  ).toBe(404)
})

test("the site's own host refuses tokens", async () => {
  const { access_token } = await connect(double)
  expect(await getJson(`${double.siteUrl}/wiki/api/v2/spaces`, access_token)).toMatchObject({
    status: 403,
    body: { error: 'Failed to parse Connect Session Auth Token' },
  })
  expect(await getJson(`${double.siteUrl}/wiki/rest/api/content/1`)).toMatchObject({
    status: 403,
    body: { message: 'Current user not permitted to use Confluence', statusCode: 403 },
  })
})

test('the site can call itself by a public address, which all links then carry', async () => {
  const url = 'https://larch.atlassian.net'
  const named = await startConfluence({ site: { url, name: 'larch' } })
  named.wiki.addSpace({ key: 'DOCS' })
  const { access_token } = named.tokens(['read:space:confluence'])
  const { body } = await getJson(`${named.apiUrl}/oauth/token/accessible-resources`, access_token)
  expect((body as unknown as Json[])[1]).toMatchObject({ url, name: 'larch' })
  const spaces = await getJson(
    `${named.apiUrl}/ex/confluence/${named.cloudId}/wiki/api/v2/spaces`,
    access_token,
  )
  expect(spaces.body._links).toEqual({ base: `${url}/wiki` })
  await named.close()
})

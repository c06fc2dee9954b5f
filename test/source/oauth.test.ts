import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  accessTokens,
  beginConnection,
  createHttp,
  finishConnection,
  SCOPES,
} from '../../knowledge/sources/confluence/index.ts'
import type { Http } from '../../knowledge/sources/confluence/index.ts'
import type { Grant } from '../../src/contract/grant.ts'
import { codeOf } from '../contract/source.suite.ts'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { fakeClock } from './clock.ts'
import { appFor } from './cloud.ts'
import { memoryGrant } from './grants.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let double: ConfluenceDouble
let http: Http
const clock = fakeClock()

beforeEach(async () => {
  double = await startConfluence({ now: clock.now })
  http = createHttp({ outgoing: fetch, clock, random: () => 0 })
})
afterEach(() => double.close())

async function connect(
  changes: { decline?: boolean; secret?: string; siteUrl?: string } = {},
): Promise<Grant> {
  const app = { ...appFor(double), ...(changes.secret ? { clientSecret: changes.secret } : {}) }
  const begun = beginConnection(app)
  const callback = await double.approve(begun.url, { follow: false, decline: changes.decline ?? false })
  return finishConnection(
    app,
    { http, clock },
    {
      callbackUrl: callback.href,
      state: begun.state,
      siteUrl: changes.siteUrl ?? `${double.publicUrl}/wiki/spaces/HELP`,
    },
  )
}

const tokenRequests = () => double.requests.matching(/^\/oauth\/token$/).length

describe('connecting', () => {
  test('asks for reading alone', () => {
    const query = new URL(beginConnection(appFor(double)).url).searchParams
    expect(query.get('scope')?.split(' ')).toEqual([...SCOPES])
    expect(SCOPES.filter((scope) => /write|delete|manage|admin/.test(scope))).toEqual([])
    expect(SCOPES).toContain('offline_access')
    expect(query.get('prompt')).toBe('consent')
  })

  test('an address that is no API of Confluence is named as the cause', async () => {
    // The site's own pages refuse tokens; the sign-in's host knows no such address.
    for (const [apiUrl, code] of [
      [double.siteUrl, 'confluence.token_refused'],
      [double.authUrl, 'confluence.not_json'],
    ] as const) {
      const app = { ...appFor(double), apiUrl }
      const begun = beginConnection(app)
      const callback = await double.approve(begun.url, { follow: false })
      const finish = { callbackUrl: callback.href, state: begun.state, siteUrl: double.publicUrl }
      await expect(finishConnection(app, { http, clock }, finish)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(new URL(apiUrl).host),
      })
    }
  })

  test('each connection has a state of its own', () => {
    const [first, second] = [beginConnection(appFor(double)), beginConnection(appFor(double))]
    expect(first.state).not.toBe(second.state)
    expect(first.state.length).toBeGreaterThanOrEqual(32)
  })

  test('takes the site that was asked for, not the first of the list', async () => {
    const grant = await connect()
    expect(grant).toMatchObject({ siteUrl: double.publicUrl, cloudId: double.cloudId })
    expect(Date.parse(grant.accessExpiresAt) - clock.now()).toBe(HOUR)
  })

  test('a site outside the consent is refused with those inside', async () => {
    const work = connect({ siteUrl: 'https://elsewhere.atlassian.net' })
    await expect(work).rejects.toMatchObject({
      code: 'confluence.site_not_granted',
      details: { granted: expect.arrayContaining([double.publicUrl]) },
    })
  })

  test('a declined consent and a wrong secret are told apart', async () => {
    expect(await codeOf(connect({ decline: true }))).toBe('confluence.consent_declined')
    expect(await codeOf(connect({ secret: 'wrong' }))).toBe('confluence.wrong_secret')
  })

  test('a callback with another state is refused before its code is used', async () => {
    const app = appFor(double)
    const callback = await double.approve(beginConnection(app).url, { follow: false })
    const finish = {
      callbackUrl: callback.href,
      state: beginConnection(app).state,
      siteUrl: double.publicUrl,
    }
    expect(await codeOf(finishConnection(app, { http }, finish))).toBe('confluence.state_mismatch')
    expect(tokenRequests()).toBe(0)
  })

  test('a code is taken once', async () => {
    const app = appFor(double)
    const begun = beginConnection(app)
    const callback = await double.approve(begun.url, { follow: false })
    const finish = { callbackUrl: callback.href, state: begun.state, siteUrl: double.publicUrl }
    await finishConnection(app, { http }, finish)
    expect(await codeOf(finishConnection(app, { http }, finish))).toBe('confluence.code_refused')
  })

  test('no error carries a secret', async () => {
    const app = appFor(double)
    const work = connect({ secret: 'a-very-secret-value' })
    const error = await work.catch((thrown: unknown) => thrown)
    const text = JSON.stringify([String(error), (error as { details: unknown }).details])
    expect(text).not.toContain('a-very-secret-value')
    expect(text).not.toContain(app.clientId)
  })
})

describe('access tokens', () => {
  test('are kept until a minute before they end', async () => {
    const store = memoryGrant(await connect())
    const token = accessTokens(appFor(double), 1, { http, store, clock })
    const first = await token()
    clock.advance(HOUR - 90_000)
    expect(await token()).toBe(first)
    clock.advance(60_000)
    expect(await token()).not.toBe(first)
    expect(store.saved).toHaveLength(1)
  })

  test('new tokens are stored before they are given out, and the refresh token rotates', async () => {
    const store = memoryGrant(await connect())
    const before = await store.load(1)
    const token = accessTokens(appFor(double), 1, { http, store, clock })
    clock.advance(HOUR)
    const given = await token()
    expect(store.saved[0]).toMatchObject({ accessToken: given, cloudId: before.cloudId })
    expect(store.saved[0]?.refreshToken).not.toBe(before.refreshToken)
  })

  test('when storing fails, the new token is not given out', async () => {
    const store = memoryGrant(await connect())
    const broken = {
      ...store,
      withLock: <T>(_id: number, work: Parameters<typeof store.withLock<T>>[1]) =>
        store.withLock<T>(1, async (grant) =>
          work(grant, () => Promise.reject(new Error('The disk is full.'))),
        ),
    }
    const token = accessTokens(appFor(double), 1, { http, store: broken, clock })
    clock.advance(HOUR)
    await expect(token()).rejects.toThrow('The disk is full.')
  })

  test('twenty callers at once, in two processes, refresh once', async () => {
    const store = memoryGrant(await connect())
    const processes = [1, 2].map(() => accessTokens(appFor(double), 1, { http, store, clock }))
    clock.advance(HOUR)
    const before = tokenRequests()
    const given = await Promise.all(Array.from({ length: 20 }, (_, at) => processes[at % 2]!()))
    expect(new Set(given).size).toBe(1)
    expect(tokenRequests() - before).toBe(1)
  })

  test('twenty refusals of one token refresh once', async () => {
    const store = memoryGrant(await connect())
    const token = accessTokens(appFor(double), 1, { http, store, clock })
    const stale = await token()
    const before = tokenRequests()
    const given = await Promise.all(Array.from({ length: 20 }, () => token(stale)))
    expect(given.includes(stale)).toBe(false)
    expect(tokenRequests() - before).toBe(1)
  })

  test('an answer lost on the way does not end the grant', async () => {
    const store = memoryGrant(await connect())
    const token = accessTokens(appFor(double), 1, { http, store, clock })
    clock.advance(HOUR)
    double.faults.inject({ kind: 'drop', on: /auth:\/oauth\/token/ })
    expect(await token()).toBe(store.saved[0]?.accessToken)
  })

  test('a withdrawn consent, a lapsed one and a wrong secret have codes of their own', async () => {
    const grant = await connect()
    const ask = (clientSecret = double.app.clientSecret) =>
      codeOf(
        accessTokens({ ...appFor(double), clientSecret }, 1, { http, store: memoryGrant(grant), clock })(),
      )
    clock.advance(HOUR)
    expect(await ask('wrong')).toBe('confluence.wrong_secret')
    clock.advance(91 * DAY)
    expect(await ask()).toBe('confluence.grant_revoked')
    const fresh = memoryGrant(await connect())
    double.revokeGrants()
    clock.advance(HOUR)
    expect(await codeOf(accessTokens(appFor(double), 1, { http, store: fresh, clock })())).toBe(
      'confluence.grant_revoked',
    )
  })
})

import {
  accessTokens,
  beginConnection,
  cloudSource,
  createHttp,
  finishConnection,
} from '../../knowledge/sources/confluence/index.ts'
import type { HttpOptions, OAuthApp } from '../../knowledge/sources/confluence/index.ts'
import type { Source } from '../../src/contract/knowledge.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { fakeClock } from './clock.ts'
import type { FakeClock } from './clock.ts'
import { memoryGrant } from './grants.ts'
import type { MemoryGrant } from './grants.ts'

export function appFor(double: ConfluenceDouble): OAuthApp {
  const { authUrl, apiUrl, app } = double
  return { ...app, authUrl, apiUrl, redirectUri: 'http://127.0.0.1:9/callback' }
}

export interface Connected {
  source: Source
  store: MemoryGrant
  clock: FakeClock
}

/** Connects to the double as an admin would, consent page and all, and opens the source. */
export async function connectCloud(
  double: ConfluenceDouble,
  options: Partial<HttpOptions> & { clock?: FakeClock } = {},
): Promise<Connected> {
  const clock = options.clock ?? fakeClock(Date.now())
  const http = createHttp({ outgoing: fetch, random: () => 0, ...options, clock })
  const app = appFor(double)
  const begun = beginConnection(app)
  const callback = await double.approve(begun.url, { follow: false })
  const finish = { callbackUrl: callback.href, state: begun.state, siteUrl: double.publicUrl }
  const grant = await finishConnection(app, { http, clock }, finish)
  const store = memoryGrant(grant)
  const token = accessTokens(app, 1, { http, store, clock })
  const source = cloudSource(http, token, {
    apiUrl: double.apiUrl,
    cloudId: grant.cloudId,
    siteUrl: grant.siteUrl,
  })
  return { source, store, clock }
}

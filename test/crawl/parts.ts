import {
  accessTokens,
  cloudSource,
  createHttp,
  serverSource,
  Points,
  type Clock,
  type Http,
  type OAuthApp,
} from '../../knowledge/sources/confluence/index.ts'
import type { OpenSource } from '../../knowledge/crawl/ports.ts'
import { readConnection } from '../../knowledge/store/connections.ts'
import { grantStore } from '../../knowledge/store/grants.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Grant } from '../../src/contract/grant.ts'
import type { SecretBox } from '../../src/contract/secret.ts'

export interface OpeningParts {
  db: Database
  box: SecretBox
  app: OAuthApp
  apiUrl: string
  clock: Clock
  http?: Http
}

/** A client that keeps to a budget of points and jumps over its pauses. */
export const clientFor = (clock: Clock): Http =>
  createHttp({ outgoing: fetch, clock, random: () => 0, points: new Points(10_000_000) })

/** Opens the source behind a stored connection, with its sealed grant or token. */
export function openStored(parts: OpeningParts): OpenSource {
  const { db, box, app, apiUrl, clock, http = clientFor(clock) } = parts
  return async (connectionId) => {
    const connection = (await readConnection(db, connectionId))!
    if (connection.kind === 'confluence-dc') {
      const { token } = await grantStore<{ token: string }>(db, box).load(connectionId)
      return serverSource(http, { baseUrl: connection.siteUrl, token }, clock)
    }
    const access = accessTokens(app, connectionId, { http, store: grantStore<Grant>(db, box), clock })
    const cloudId = String(connection.account.cloudId)
    return cloudSource(http, access, { siteUrl: connection.siteUrl, cloudId, apiUrl })
  }
}

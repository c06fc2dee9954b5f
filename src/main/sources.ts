import type { Config } from '../config.ts'
import type { Database } from '../contract/database.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Grant } from '../contract/grant.ts'
import type { Source } from '../contract/knowledge.ts'
import type { Outgoing } from '../contract/outgoing.ts'
import type { SecretBox } from '../contract/secret.ts'
import {
  accessTokens,
  checkServer,
  cloudSource,
  createHttp,
  serverSource,
  HOURLY_POINTS,
  Points,
  type Http,
  type OAuthApp,
} from '../../knowledge/sources/confluence/index.ts'
import { listConnections, readConnection, type ConnectionRow } from '../../knowledge/store/connections.ts'
import { grantStore } from '../../knowledge/store/grants.ts'

/** What a Data Center is read with. */
export interface PersonalAccessToken {
  token: string
}

export interface Sources {
  /** Opens the source behind a connection. */
  open(connectionId: number): Promise<Source>
  /** The connection that a pasted address belongs to. */
  forUrl(url: string): Promise<{ connectionId: number; source: Source }>
  /** For requests that belong to no connection yet: the OAuth dance. */
  http: Http
  /** Tries the address and the token of a Data Center. Throws what is wrong with them. */
  checkDataCenter(siteUrl: string, token: string): Promise<void>
}

/** All connected wikis. They share one budget of points, since it is the app's. */
export function createSources(parts: {
  config: Config
  db: Database
  box: SecretBox
  outgoing: Outgoing
}): Sources {
  const { config, db, box, outgoing } = parts
  const http = createHttp({ outgoing, points: new Points(HOURLY_POINTS) })
  const grants = grantStore<Grant>(db, box)
  const tokens = grantStore<PersonalAccessToken>(db, box)

  async function open(connection: ConnectionRow): Promise<Source> {
    if (connection.kind === 'confluence-dc') {
      const { token } = await tokens.load(connection.id)
      return serverSource(createHttp({ outgoing }), { baseUrl: connection.siteUrl, token })
    }
    const app = oauthApp(config)
    const access = accessTokens(app, connection.id, { http, store: grants })
    return cloudSource(http, access, {
      siteUrl: connection.siteUrl,
      cloudId: String(connection.account.cloudId),
      apiUrl: config.CONFLUENCE_API_URL,
    })
  }

  return {
    http,
    checkDataCenter: (baseUrl, token) => checkServer(createHttp({ outgoing }), { baseUrl, token }),
    async open(connectionId) {
      const connection = await readConnection(db, connectionId)
      if (!connection)
        throw new TributaryError('connection.unknown', `Connection ${connectionId} is not there any more.`)
      return open(connection)
    },
    async forUrl(url) {
      const connections = await listConnections(db)
      if (connections.length === 0)
        throw new TributaryError('connection.unknown', 'No wiki is connected yet.')
      const connection = connections.find((row) => belongsTo(url, row.siteUrl)) ?? connections[0]!
      // The source itself says it best when the address belongs to none of the connected sites.
      return { connectionId: connection.id, source: await open(connection) }
    },
  }
}

/** Whether an address is on a site: same host, and below its path (a Data Center may have a context path). */
function belongsTo(url: string, siteUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const [address, site] = [new URL(url), new URL(siteUrl)]
  const path = site.pathname.replace(/\/$/, '')
  return address.host === site.host && (address.pathname === path || address.pathname.startsWith(`${path}/`))
}

/** The OAuth application of the settings. @throws config.invalid when it is not named there */
export function oauthApp(config: Config): OAuthApp {
  const { CONFLUENCE_CLIENT_ID: clientId, CONFLUENCE_CLIENT_SECRET: clientSecret } = config
  if (clientId === undefined || clientSecret === undefined)
    throw new TributaryError(
      'config.invalid',
      'CONFLUENCE_CLIENT_ID and CONFLUENCE_CLIENT_SECRET are needed for Confluence Cloud.',
    )
  return {
    clientId,
    clientSecret,
    redirectUri: config.CONFLUENCE_REDIRECT_URI,
    authUrl: config.CONFLUENCE_AUTH_URL,
    apiUrl: config.CONFLUENCE_API_URL,
  }
}

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
      const connection = connectionOf(url, await listConnections(db))
      return { connectionId: connection.id, source: await open(connection) }
    },
  }
}

/**
 * The connection that an address belongs to, found before any wiki is opened: what is wrong with the address is told first.
 * @throws confluence.not_a_url, connection.unknown, confluence.foreign_site
 */
export function connectionOf<Row extends Pick<ConnectionRow, 'siteUrl'>>(
  pasted: string,
  connections: readonly Row[],
): Row {
  const url = URL.canParse(pasted.trim()) ? new URL(pasted.trim()) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TributaryError('confluence.not_a_url', `"${pasted}" is not the address of a web page.`)
  if (connections.length === 0) throw new TributaryError('connection.unknown', 'No wiki is connected yet.')
  const hosts = [...new Set(connections.map(({ siteUrl }) => new URL(siteUrl).host))]
  // On the right host but beside its path, the source itself says it best.
  const connection =
    connections.find(({ siteUrl }) => belongsTo(url, siteUrl)) ??
    connections.find(({ siteUrl }) => url.host === new URL(siteUrl).host)
  if (connection) return connection
  throw new TributaryError(
    'confluence.foreign_site',
    `The address is on ${url.host}; what is connected is on ${hosts.join(', ')}.`,
    { details: { host: url.host, sites: hosts } },
  )
}

/** Whether an address is on a site: same host, and below its path (a Data Center may have a context path). */
function belongsTo(address: URL, siteUrl: string): boolean {
  const site = new URL(siteUrl)
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

import { randomUUID } from 'node:crypto'
import { gateway } from './cloud/gateway.ts'
import type { Site } from './cloud/gateway.ts'
import { V2 } from './cloud/routes.ts'
import { dataCenterServer } from './dc/server.ts'
import { Faults } from './faults.ts'
import { listen } from './http.ts'
import type { Around, Listening } from './http.ts'
import { RequestLog } from './log.ts'
import { approve } from './oauth/approve.ts'
import { Grants } from './oauth/grants.ts'
import type { TokenReply } from './oauth/grants.ts'
import { authServer } from './oauth/server.ts'
import type { App } from './oauth/server.ts'
import { appOf, contextOf, dataCenterOf, DC_TOKENS, wikiOf } from './options.ts'
import type { ConfluenceOptions } from './options.ts'
import { Points } from './points.ts'
import { siteServer } from './site.ts'
import { CLOUD_V1 } from './v1/routes.ts'
import { Wiki } from './wiki/wiki.ts'

export type { Quirks } from './context.ts'
export type { Fault } from './faults.ts'
export type { Logged } from './log.ts'
export type { ConfluenceOptions } from './options.ts'
export type { Container, Page, Space } from './wiki/model.ts'
export { approve, Wiki }

/** A running double: four hosts on loopback over one wiki. */
export interface ConfluenceDouble {
  /** Plays auth.atlassian.com. */
  authUrl: string
  /** Plays api.atlassian.com. */
  apiUrl: string
  /** Plays the site's own host: refuses tokens, shows pages to a browser. */
  siteUrl: string
  /** The site's address as accessible-resources and all links give it; `siteUrl` unless the options say otherwise. */
  publicUrl: string
  /** Plays a Data Center over the same wiki, with its context path. */
  dcUrl: string
  /** A personal access token that the Data Center takes. */
  dcToken: string
  /** The application registered with it: what the client is configured with. */
  app: App
  cloudId: string
  wiki: Wiki
  requests: RequestLog
  faults: Faults
  /** Every person withdraws their consent. */
  revokeGrants(): void
  /** Plays the person at the consent page. */
  approve: typeof approve
  /** Tokens without the consent page, for tests whose matter is not signing in. */
  tokens(scopes: string[]): TokenReply
  close(): Promise<void>
}

/** Starts the double. Nothing of it leaves this machine. */
export async function startConfluence(options: ConfluenceOptions = {}): Promise<ConfluenceDouble> {
  const now = options.now ?? Date.now
  const ports = options.ports ?? {}
  const app = appOf(options)
  const { wiki, siteName } = wikiOf(options, now)
  const context = contextOf(wiki, siteName, options, now)
  const grants = new Grants(now)
  const requests = new RequestLog()
  const faults = new Faults()
  const around: Around = {
    play: (call, handle) => faults.play(call, handle),
    record: (call, reply) => requests.record(call, reply),
  }
  const site = await listen('site', ports.site ?? 0, siteServer(context), around)
  const publicUrl = options.site?.url ?? site.url
  context.base = `${publicUrl}/wiki`
  const cloudId = options.site?.cloudId ?? randomUUID()
  const sites = [foreignSite(options, now), { cloudId, url: publicUrl, name: siteName, context }]
  const points = new Points(options.quota ?? 65_000, now)
  const server = dataCenterOf(context, options.dc ?? {})
  const dcTokens = options.dc?.tokens ?? DC_TOKENS
  const dc = await listen('dc', ports.dc ?? 0, dataCenterServer(server, dcTokens), around)
  server.base = dc.url + server.flavour.contextPath
  const hosts: Listening[] = [
    await listen('auth', ports.auth ?? 0, authServer(app, grants, siteName), around),
    await listen('api', ports.api ?? 0, gateway(sites, grants, [...V2, ...CLOUD_V1], points), around),
    site,
    dc,
  ]
  const [auth, api] = hosts as [Listening, Listening]
  return {
    authUrl: auth.url,
    apiUrl: api.url,
    siteUrl: site.url,
    publicUrl,
    dcUrl: server.base,
    dcToken: dcTokens[0] ?? '',
    app,
    cloudId,
    wiki,
    requests,
    faults,
    revokeGrants: () => grants.revokeAll(),
    approve,
    tokens: (scopes) => grants.issue(scopes),
    close: async () => {
      await Promise.all(hosts.map((host) => host.close()))
    },
  }
}

/** Another site of the same person, listed first and empty: a client that takes the first one trains nothing. */
function foreignSite(options: ConfluenceOptions, now: () => number): Site {
  const wiki = new Wiki(now)
  const url = 'https://another-site.example.net'
  const context = { ...contextOf(wiki, 'another-site', options, now), base: `${url}/wiki` }
  return { cloudId: randomUUID(), url, name: 'another-site', context }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Quirks } from './context.ts'
import type { App } from './oauth/server.ts'
import { cloudFlavour, dataCenterFlavour } from './v1/flavour.ts'
import { SearchIndex } from './v1/index.ts'
import { loadHtmlFolder } from './wiki/loadHtml.ts'
import { loadWikiJson } from './wiki/loadJson.ts'
import type { Caller } from './wiki/rights.ts'
import { Wiki } from './wiki/wiki.ts'

export interface ConfluenceOptions {
  /** A folder with a wiki.json, or any folder of HTML files. Without it the wiki starts empty. */
  folder?: string
  /** Key of the one space that a folder of HTML files becomes; WIKI by default. */
  spaceKey?: string
  app?: Partial<App>
  /** How the site calls itself; its address is the double's own `siteUrl` unless given. */
  site?: { url?: string; name?: string; cloudId?: string }
  /** The account that the application and the token act as. By default named nowhere, and reads what is restricted. */
  caller?: Partial<Caller>
  /** Points an hour; 65,000 by default. */
  quota?: number
  /** Milliseconds that search runs behind; 0 by default, the real one takes about 20,000. */
  indexLag?: number
  /** Milliseconds that what is gone lingers in search beyond the lag; 0 by default. */
  indexLinger?: number
  /** IANA zone of CQL dates; America/New_York by default, so that UTC is not right by accident. */
  timeZone?: string
  /** Largest slice of a v1 list, whatever was asked for; 250 by default. */
  listCap?: number
  dc?: DataCenterOptions
  quirks?: Quirks
  /** Clock in milliseconds. */
  now?: () => number
  /** Fixed ports; free ones by default. */
  ports?: { auth?: number; api?: number; site?: number; dc?: number }
}

export interface DataCenterOptions {
  /** '' by default; '/confluence' and the like are usual. */
  contextPath?: string
  /** Personal access tokens that are taken. */
  tokens?: string[]
  /** Minutes east of UTC in which the server writes its times. */
  offsetMinutes?: number
  /** Largest slice of a list; 100 by default. */
  listCap?: number
}

export function appOf(options: ConfluenceOptions): App {
  return { clientId: 'double-client', clientSecret: 'double-secret', ...options.app }
}

/** The wiki that the options describe, and how its site is called. */
export function wikiOf(options: ConfluenceOptions, now: () => number): { wiki: Wiki; siteName: string } {
  const wiki = new Wiki(now)
  const { folder, spaceKey = 'WIKI' } = options
  const json = folder !== undefined && existsSync(join(folder, 'wiki.json'))
  const site = json ? loadWikiJson(wiki, folder) : undefined
  if (folder !== undefined && !json) loadHtmlFolder(wiki, folder, spaceKey)
  return { wiki, siteName: options.site?.name ?? site?.name ?? 'double' }
}

export function contextOf(
  wiki: Wiki,
  siteName: string,
  options: ConfluenceOptions,
  now: () => number,
): Context {
  return {
    wiki,
    siteName,
    base: '',
    flavour: cloudFlavour(),
    now,
    caller: { accountId: 'crawler', groups: ['confluence-users'], readsRestricted: true, ...options.caller },
    index: new SearchIndex(wiki, { lag: options.indexLag ?? 0, linger: options.indexLinger ?? 0 }, now),
    timeZone: options.timeZone ?? 'America/New_York',
    listCap: options.listCap ?? 250,
    quirks: options.quirks ?? {},
  }
}

/** Tokens that a Data Center takes unless the options name others. */
export const DC_TOKENS = ['double-pat']

/** The same wiki as a Data Center shows it. */
export function dataCenterOf(cloud: Context, dc: DataCenterOptions): Context {
  return {
    ...cloud,
    flavour: dataCenterFlavour(dc.contextPath ?? '', dc.offsetMinutes ?? 120),
    listCap: dc.listCap ?? 100,
  }
}

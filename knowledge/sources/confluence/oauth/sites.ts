import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Http } from '../http/client.ts'
import { apiBase } from './app.ts'

/** A site that the person who consented let the application read. */
export interface Site {
  /** The cloud id. */
  id: string
  url: string
  name: string
}

function isSite(value: unknown): value is Site {
  const site = (value ?? {}) as Record<string, unknown>
  return typeof site.id === 'string' && typeof site.url === 'string' && URL.canParse(site.url)
}

/** Every site that a token reaches. */
export async function accessibleSites(
  http: Http,
  app: { apiUrl?: string },
  accessToken: string,
): Promise<Site[]> {
  const { status, json } = await http({
    url: `${apiBase(app)}/oauth/token/accessible-resources`,
    headers: { authorization: `Bearer ${accessToken}` },
  })
  const { host } = new URL(apiBase(app))
  if (status === 401 || status === 403)
    throw new TributaryError(
      'confluence.token_refused',
      `The list of sites was refused by ${host} with ${status}.`,
      { details: { status, host } },
    )
  if (status !== 200 || !Array.isArray(json))
    throw new TributaryError('confluence.not_json', `${host} gave no list of sites (${status}).`, {
      details: { status, host },
    })
  return json.filter(isSite)
}

/**
 * The site at an address, never simply the first of the list.
 * @throws confluence.site_not_granted with the sites that were granted
 */
export async function findSite(
  http: Http,
  app: { apiUrl?: string },
  accessToken: string,
  siteUrl: string,
): Promise<Site> {
  if (!URL.canParse(siteUrl))
    throw new TributaryError('confluence.not_a_url', 'The site is not given as an address.')
  const wanted = new URL(siteUrl).host
  const sites = await accessibleSites(http, app, accessToken)
  const found = sites.find(({ url }) => new URL(url).host === wanted)
  if (found) return found
  throw new TributaryError('confluence.site_not_granted', `The consent does not cover ${wanted}.`, {
    details: { site: wanted, granted: sites.map(({ url }) => url) },
  })
}

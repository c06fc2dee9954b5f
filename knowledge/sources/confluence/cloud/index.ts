import type { Source } from '../../../../src/contract/knowledge.ts'
import type { AccessToken } from '../oauth/access.ts'
import type { Http } from '../http/client.ts'
import { cloudApi } from './api.ts'
import type { CloudAddress } from './api.ts'
import { cloudCalls } from './calls.ts'
import { fetchCloud } from './fetch.ts'
import { listCloud } from './list.ts'
import { resolveCloud } from './resolve.ts'

export interface CloudOptions extends CloudAddress {
  /** The site as accessible-resources names it, such as https://shop.atlassian.net. */
  siteUrl: string
}

/** Confluence Cloud as a source, read through the gateway. */
export function cloudSource(http: Http, token: AccessToken, options: CloudOptions): Source {
  const context = {
    calls: cloudCalls(cloudApi(http, options, token)),
    base: `${options.siteUrl.replace(/\/+$/, '')}/wiki`,
  }
  return {
    kind: 'confluence-cloud',
    resolve: (url, mode) => resolveCloud(context, url, mode),
    list: (scope) => listCloud(context, scope),
    fetch: (stub) => fetchCloud(context, stub),
  }
}

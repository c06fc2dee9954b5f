import type { Source } from '../../../../src/contract/knowledge.ts'
import type { Clock } from '../http/clock.ts'
import type { Http } from '../http/client.ts'
import { serverApi } from './api.ts'
import type { ServerAddress } from './api.ts'
import { serverCalls } from './calls.ts'
import { fetchServer } from './fetch.ts'
import { listServer } from './list.ts'
import { resolveServer } from './resolve.ts'

/** Confluence Data Center as a source, read with a personal access token. */
export function serverSource(http: Http, address: ServerAddress, clock?: Clock): Source {
  const context = {
    calls: serverCalls(serverApi(http, address, clock)),
    base: address.baseUrl.replace(/\/+$/, ''),
  }
  return {
    kind: 'confluence-dc',
    resolve: (url, mode) => resolveServer(context, url, mode),
    list: (scope) => listServer(context, scope),
    fetch: (stub) => fetchServer(context, stub),
  }
}

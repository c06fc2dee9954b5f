import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Http } from '../http/client.ts'
import type { Clock } from '../http/clock.ts'
import { read } from '../wiki/read.ts'
import { serverApi, type ServerAddress } from './api.ts'
import { spaceList } from './shapes.ts'

/**
 * Reads one space's name, so that an address or a token that is wrong is told when it is entered and not at the first crawl.
 * @throws confluence.* or outgoing.refused with what is wrong
 */
export async function checkServer(http: Http, address: ServerAddress, clock?: Clock): Promise<void> {
  try {
    const get = serverApi(http, address, clock)
    read(spaceList, await get('/rest/api/space?limit=1', { kind: 'listing' }))
  } catch (error) {
    // Nothing was asked for that might be gone: no API is there.
    if (error instanceof TributaryError && error.code === 'confluence.page_not_found')
      throw new TributaryError(
        'confluence.not_json',
        `There is no Confluence at ${address.baseUrl}. Its context path, such as /confluence, belongs to the address.`,
        { cause: error },
      )
    throw error
  }
}

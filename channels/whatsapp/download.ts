import type { Outgoing } from '../../src/contract/outgoing.ts'
import { MEDIA_BYTES } from './limits.ts'
import type { MediaFile } from './transport.ts'

const REDIRECTS = 3

/**
 * Fetches a file, no larger than may be shown. A redirect to another place is followed without the headers, which are a sign-in.
 * Undefined when it cannot be had.
 */
export async function fetchBounded(
  outgoing: Outgoing,
  url: string,
  headers: Record<string, string>,
  ms: number,
): Promise<MediaFile | undefined> {
  const signal = AbortSignal.timeout(ms)
  let next = new URL(url)
  let own = headers
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await outgoing(next.href, { method: 'GET', headers: own, redirect: 'manual', signal })
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (location === null) return response.status === 200 ? readBounded(response) : undefined
    const target = new URL(location, next)
    if (target.origin !== next.origin) own = {}
    next = target
  }
  return undefined
}

async function readBounded(response: Response): Promise<MediaFile | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (response.body)
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > MEDIA_BYTES) return undefined
      chunks.push(chunk)
    }
  return {
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    bytes: Buffer.concat(chunks),
  }
}

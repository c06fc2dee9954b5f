import { TributaryError } from '../../../../src/contract/errors.ts'

function tooLarge(limit: number): TributaryError {
  const megabytes = Math.round(limit / 1_000_000)
  return new TributaryError('confluence.page_too_large', `The answer is larger than ${megabytes} MB.`, {
    details: { limitBytes: limit },
  })
}

/** Reads a body up to a limit, and stops receiving where it is passed. */
export async function readBody(response: Response, limit: number): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await response.body?.cancel()
    throw tooLarge(limit)
  }
  if (!response.body) return ''
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw tooLarge(limit)
    }
    parts.push(part.value)
  }
  return Buffer.concat(parts).toString('utf8')
}

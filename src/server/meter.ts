import type { NextFunction, Request, RequestHandler, Response } from 'express'

/** What a body may hold without being counted: providers' webhooks are small, and are never kept out by others that are not. */
const SMALL_BYTES = 1024 * 1024

/**
 * Lets only so many bytes of large bodies be in memory at a time, over all requests: who may not write to us at all is known only when the
 * body is whole. A body that is too much is refused (503), and its provider comes again.
 */
export function meter(mostBytes: number): RequestHandler {
  let held = 0
  return (request: Request, response: Response, next: NextFunction) => {
    let size = 0
    let own = 0
    const release = () => {
      request.off('data', count)
      held -= own
      own = 0
    }
    const count = (chunk: Buffer) => {
      size += chunk.length
      const more = Math.max(0, size - SMALL_BYTES) - own
      own += more
      held += more
      if (held <= mostBytes) return
      release()
      response.status(503).set({ 'Retry-After': '30', Connection: 'close' })
      response.end(() => request.destroy())
    }
    request.on('data', count)
    response.once('close', release)
    next()
  }
}

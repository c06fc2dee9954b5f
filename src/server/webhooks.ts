import express, { Router, type Request, type Response } from 'express'
import type { WebhookRequest, WebhookResponse } from '../contract/channel.ts'
import type { Log } from '../contract/log.ts'
import { meter } from './meter.ts'

/** Something that providers call: a channel, or a desk. */
export interface Hooked {
  readonly name: string
  readonly webhookBytes?: number
  handle?(request: WebhookRequest): Promise<WebhookResponse>
}

export interface WebhookOptions {
  /** Where they are mounted: `/channels` makes `/channels/<name>/…`. */
  prefix: string
  hooked: readonly Hooked[]
  /** The server's address as providers call it; by default what the request says. */
  publicUrl?: string
  /** How much of large bodies may be in memory at a time. */
  largeBytes?: number
  log: Log
}

const DEFAULT_BYTES = 1024 * 1024
/** Of all large bodies together; some mails at a time. */
const LARGE_BYTES = 256 * 1024 * 1024

/**
 * The way of a provider's webhook into a channel: the bytes as they came, since signatures cover them. A channel that throws could
 * not take the messages in, so the provider is told to come again (503).
 */
export function webhookRoutes(options: WebhookOptions): Router {
  const { prefix, hooked, publicUrl, largeBytes = LARGE_BYTES, log } = options
  const router = Router()
  const metered = meter(largeBytes)
  for (const target of hooked) {
    const { name, handle } = target
    if (!handle) continue
    const mount = `${prefix}/${name}`
    const raw = express.raw({
      type: () => true,
      limit: target.webhookBytes ?? DEFAULT_BYTES,
      // No provider packs what it signs, and a small body could unpack to a very large one.
      inflate: false,
    })
    router.use(mount, metered, raw, async (request: Request, response: Response) => {
      if (response.headersSent) return
      try {
        const answer = await handle.call(target, toWebhook(request, publicUrl))
        response.status(answer.status).set(answer.headers ?? {})
        response.end(answer.bytes ?? answer.body ?? '')
      } catch (error) {
        log.error({ channel: name, path: request.path, error: String(error) }, 'webhook not taken')
        response.status(503).set('Retry-After', '5').end()
      }
    })
  }
  return router
}

function toWebhook(request: Request, publicUrl: string | undefined): WebhookRequest {
  const origin =
    publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`
  const url = new URL(request.originalUrl, 'http://host')
  return {
    method: request.method,
    path: request.path,
    url: `${origin}${request.originalUrl}`,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
  }
}

import { randomUUID } from 'node:crypto'
import { Router, type Request } from 'express'
import { readJson } from './body.ts'
import type { Conversations } from './conversations.ts'
import { originAllowed } from './cors.ts'
import { problems } from './problem.ts'
import type { Limiter } from './rate.ts'
import { LIFETIME, type Grant, type Tokens } from './tokens.ts'

interface WebChatParts {
  tokens: Tokens
  conversations: Conversations
  limiter: Limiter
  origins: readonly string[]
  ownUrl(request: Request): string
}

const BODY_BYTES = 8 * 1024

/**
 * Tokens for the widget, which has no server of its own behind it: to pages of allowed origins, at a limited rate.
 * `POST /webchat/token` gives `{conversationId, token, expires_in, resume}`; sent back as `{resume}`, the last one gets
 * a new token for the same conversation, even when the old token has expired.
 */
export function webChatRoutes({ tokens, conversations, limiter, origins, ownUrl }: WebChatParts): Router {
  const router = Router()
  const path = '/webchat/token'

  router.use(path, (request, response, next) => {
    const { origin } = request.headers
    response.set('Vary', 'Origin')
    if (!originAllowed(origin, origins, ownUrl(request)))
      throw problems.forbidden('The chat is not set up for this page. Add its origin to WEBCHAT_ORIGINS.')
    response.set({
      'Access-Control-Allow-Origin': origin ?? '*',
      'Access-Control-Expose-Headers': 'Retry-After',
      'Cache-Control': 'no-store',
    })
    if (request.method !== 'OPTIONS') return next()
    response.set({ 'Access-Control-Allow-Methods': 'POST', 'Access-Control-Allow-Headers': 'content-type' })
    response.set('Access-Control-Max-Age', '7200').status(204).end()
  })

  router.post(path, async (request, response) => {
    const wait = limiter.take(request.ip ?? 'unknown')
    if (wait > 0) throw problems.tooMany(wait)
    const body = await readJson(request, BODY_BYTES)
    const grant =
      typeof body?.resume === 'string'
        ? await resumed(body.resume)
        : { conversation: randomUUID(), user: `dl_${randomUUID()}` }
    response.json({
      conversationId: grant.conversation,
      token: await tokens.sign('directline', grant),
      expires_in: LIFETIME.directline,
      resume: await tokens.sign('resume', grant),
    })
  })

  return router

  async function resumed(token: string): Promise<Grant> {
    const grant = await tokens.verify('resume', token)
    if (!grant) throw problems.badToken()
    const conversation = await conversations.find(grant.conversation)
    if (!conversation || conversation.ended) throw problems.ended()
    return grant
  }
}

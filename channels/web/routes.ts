import { randomUUID } from 'node:crypto'
import { Router, type Request, type RequestHandler, type Response } from 'express'
import { isRecord, readBody, readJson } from './body.ts'
import { mayEnter, type Authenticate, type Caller } from './auth.ts'
import { readWatermark, type Activity } from './activity.ts'
import type { Conversation, Conversations } from './conversations.ts'
import { directLineCors } from './cors.ts'
import { isClean, localeOf, readActivity } from './parse.ts'
import { problems } from './problem.ts'
import type { Limiter } from './rate.ts'
import { receive, type ReceiveParts } from './receive.ts'
import type { WebLimits } from './settings.ts'
import { LIFETIME, type Grant, type Tokens } from './tokens.ts'
import { readUpload } from './upload.ts'

export interface DirectLineParts {
  authenticate: Authenticate
  tokens: Tokens
  conversations: Conversations
  receive: ReceiveParts
  limits: WebLimits
  limiters: { conversation: Limiter; address: Limiter }
  /** The server's own address, http or https, as this client sees it. */
  ownUrl(request: Request): string
}

const USER_LENGTH = 200

/** Direct Line 3.0, under /v3/directline. */
export function directLineRoutes(parts: DirectLineParts): Router {
  const { authenticate, tokens, conversations, limits } = parts
  const router = Router()
  const base = '/v3/directline'
  router.use(base, directLineCors, limitAddress(parts.limiters.address))

  router.post(`${base}/tokens/generate`, async (request, response) => {
    const caller = await authenticate(request)
    if (caller.kind !== 'server') throw problems.forbidden('Only the secret can generate tokens.')
    const user = userIn(await readJson(request, limits.bodyBytes))
    response.json(await tokenFor({ conversation: randomUUID(), ...(user ? { user } : {}) }))
  })

  router.post(`${base}/tokens/refresh`, async (request, response) => {
    const caller = await authenticate(request)
    if (caller.kind === 'server') throw problems.badArgument('A secret does not expire.')
    const known = await conversations.find(caller.conversation)
    if (known?.ended) throw problems.ended()
    response.json(await tokenFor(caller))
  })

  router.post(`${base}/conversations`, async (request, response) => {
    const caller = await authenticate(request)
    const body = await readJson(request, limits.bodyBytes)
    const grant = grantFor(caller, userIn(body))
    const conversation = await conversations.open(grant.conversation, grant.user, localeOf(body?.locale))
    if (conversation.ended) throw problems.ended()
    response.status(conversation.created ? 201 : 200).json(await connection(request, grant, undefined))
  })

  router.get(`${base}/conversations/:id`, async (request, response) => {
    const { caller, conversation } = await enter(request)
    const grant = { conversation: conversation.id, ...(userOf(caller) ? { user: userOf(caller)! } : {}) }
    response.json(await connection(request, grant, String(readWatermark(request.query.watermark))))
  })

  router.get(`${base}/conversations/:id/activities`, async (request, response) => {
    const { conversation } = await enter(request)
    const { activities, watermark } = await parts.receive.transcript.read(
      conversation.id,
      readWatermark(request.query.watermark),
    )
    response.json({ activities, watermark })
  })

  router.post(`${base}/conversations/:id/activities`, async (request, response) => {
    const { caller, conversation } = await enter(request)
    limitConversation(conversation.id)
    const raw = await readJson(request, limits.bodyBytes)
    if (!raw) throw problems.badArgument('An activity is needed.')
    await take(response, caller, conversation, readActivity(raw, limits.messageCharacters), false)
  })

  router.post(`${base}/conversations/:id/upload`, async (request, response) => {
    const { caller, conversation } = await enter(request)
    limitConversation(conversation.id)
    const { bytes } = await readBody(request, limits.bodyBytes, limits.uploadBytes)
    const { activity: raw, files } = await readUpload(bytes, request.headers['content-type'] ?? '')
    const from = isRecord(raw.from) ? raw.from : {}
    const whole = {
      ...raw,
      from: { ...from, id: from.id || request.query.userId },
      attachments: Array.isArray(raw.attachments) && raw.attachments.length > 0 ? raw.attachments : files,
    }
    await take(response, caller, conversation, readActivity(whole, limits.messageCharacters), true)
  })

  return router

  async function enter(request: Request): Promise<{ caller: Caller; conversation: Conversation }> {
    const caller = await authenticate(request)
    const id = String(request.params.id)
    mayEnter(caller, id)
    const conversation = isClean(id) ? await conversations.find(id) : undefined
    if (!conversation || conversation.ended) throw problems.ended()
    return { caller, conversation }
  }

  function limitConversation(id: string): void {
    const wait = parts.limiters.conversation.take(id)
    if (wait > 0) throw problems.tooMany(wait)
  }

  async function take(
    response: Response,
    caller: Caller,
    conversation: Conversation,
    activity: Activity,
    upload: boolean,
  ): Promise<void> {
    const user = await speaker(caller, conversation, activity.from?.id ?? '')
    const id = await receive(parts.receive, {
      conversation: conversation.id,
      user,
      activity,
      files: upload || activity.attachments !== undefined,
      locale: conversation.locale,
    })
    response.json({ id })
  }

  /** Who wrote an activity. The token's user where it names one; else the first who spoke in the conversation, for good. */
  async function speaker(caller: Caller, conversation: Conversation, claimed: string): Promise<string> {
    const user = userOf(caller)
    if (user) return user
    if (caller.kind === 'client' && claimed.startsWith('dl_'))
      throw problems.forbidden('A user id that begins with "dl_" must be inside the token.')
    if (caller.kind === 'server' && claimed) return claimed
    const owner =
      conversation.user ?? (await conversations.bind(conversation.id, claimed || `user-${randomUUID()}`))
    if (claimed && claimed !== owner) throw problems.forbidden('This conversation belongs to another user.')
    return owner
  }

  async function tokenFor(grant: Grant) {
    const { conversation, user } = grant
    const token = await tokens.sign('directline', { conversation, ...(user ? { user } : {}) })
    return { conversationId: conversation, token, expires_in: LIFETIME.directline }
  }

  async function connection(request: Request, grant: Grant, watermark: string | undefined) {
    const url = new URL(
      `${base}/conversations/${encodeURIComponent(grant.conversation)}/stream`,
      parts.ownUrl(request),
    )
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    if (watermark !== undefined) url.searchParams.set('watermark', watermark)
    url.searchParams.set('t', await tokens.sign('stream', grant))
    return { ...(await tokenFor(grant)), streamUrl: url.href }
  }
}

function limitAddress(limiter: Limiter): RequestHandler {
  return (request, _response, next) => {
    const wait = limiter.take(request.ip ?? 'unknown')
    if (wait > 0) throw problems.tooMany(wait)
    next()
  }
}

function userOf(caller: Caller): string | undefined {
  return caller.kind === 'client' ? caller.user : undefined
}

/** A token's own conversation and user; a server opens a new conversation for whomever it names. */
function grantFor(caller: Caller, user: string | undefined): Grant {
  if (caller.kind === 'server') return { conversation: randomUUID(), ...(user ? { user } : {}) }
  if (caller.user) return { conversation: caller.conversation, user: caller.user }
  if (user?.startsWith('dl_'))
    throw problems.forbidden('A user id that begins with "dl_" must be inside the token.')
  return { conversation: caller.conversation, ...(user ? { user } : {}) }
}

function userIn(body: Record<string, unknown> | undefined): string | undefined {
  const user = body && isRecord(body.user) ? body.user.id : undefined
  if (user == null || user === '') return undefined
  if (typeof user !== 'string' || user.length > USER_LENGTH || !isClean(user))
    throw problems.badArgument('A user id is a short text without control characters.')
  return user
}

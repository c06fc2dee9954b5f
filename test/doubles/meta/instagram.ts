import { attach, type FetchedFile } from './instagram-attachment.ts'
import { graphError, GraphDouble, type GraphAnswer, type GraphCall } from './graph.ts'

const TEXT_BYTES = 1000
const QUICK_REPLIES = 13
const TITLE = 20
const PAYLOAD = 1000
const HOUR = 3_600_000
const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']

type Json = Record<string, unknown>

/** A message as the shopper sees it. */
export interface Shown {
  mid: string
  text: string
  /** Titles on the buttons, cut where Instagram cuts them. */
  buttons: { title: string; payload: string }[]
  declared: string
  file?: FetchedFile
  cards?: Json[]
}

interface Shopper {
  lastInbound: number
  blocked: boolean
  shown: Shown[]
  actions: string[]
}

/**
 * Instagram's messaging API on a real socket: takes what Instagram takes, refuses what it refuses with its codes, and sends signed
 * webhooks. The clock can be moved.
 */
export class InstagramDouble {
  readonly account = '17841400000000009'
  readonly graph: GraphDouble
  /** Milliseconds that the provider's clock is ahead. */
  ahead = 0
  /** How old the token is; it can be renewed from its second day on. */
  tokenAge = 2 * 24 * HOUR
  refreshes = 0
  /** Called when a message reached a shopper. */
  onShown: (() => void) | undefined
  private shoppers = new Map<string, Shopper>()
  private count = 0

  constructor() {
    this.graph = new GraphDouble({
      answer: (call) => this.answer(call),
      token: 'IGAA-first',
      unversioned: ['/refresh_access_token'],
    })
  }

  async start(): Promise<this> {
    await this.graph.start()
    return this
  }

  stop(): Promise<void> {
    return this.graph.stop()
  }

  get now(): number {
    return Date.now() + this.ahead
  }

  shopper(id: string): Shopper {
    const known = this.shoppers.get(id) ?? { lastInbound: 0, blocked: false, shown: [], actions: [] }
    this.shoppers.set(id, known)
    return known
  }

  /** A webhook with one event of a shopper; one that is a message opens the window. */
  event(shopper: string, what: Json, entry: Json = {}): Json {
    if ('message' in what || 'postback' in what) this.shopper(shopper).lastInbound = this.now
    const messaging = {
      sender: { id: shopper },
      recipient: { id: this.account },
      timestamp: this.now,
      ...what,
    }
    return {
      object: 'instagram',
      entry: [{ id: this.account, time: this.now, messaging: [messaging], ...entry }],
    }
  }

  text(shopper: string, text: string, mid = this.mid()): Json {
    return this.event(shopper, { message: { mid, text } })
  }

  /** The webhook that tells the account's own apps of a message that left. */
  echo(shopper: string, mid: string, text: string): Json {
    const echo = { message: { mid, text, is_echo: true } }
    return this.event(shopper, {
      ...echo,
      sender: { id: this.account },
      recipient: { id: shopper },
    })
  }

  mid(): string {
    return `aWdfZAG1faXRlbToxOk${String(++this.count).padStart(6, '0')}ZD`
  }

  private answer({ method, path, json, headers }: GraphCall): GraphAnswer | Promise<GraphAnswer> {
    if (method === 'GET' && path === '/refresh_access_token') return this.refresh()
    if (method !== 'POST' || !['/me/messages', `/${this.account}/messages`].includes(path))
      return graphError({ code: 100, message: `Unsupported ${method.toLowerCase()} request.`, subcode: 33 })
    if (!/^application\/json\b/.test(headers['content-type'] ?? '') || !isRecord(json))
      return invalid('The body must be JSON.')
    return this.take(json)
  }

  private take(body: Json): GraphAnswer | Promise<GraphAnswer> {
    const unknown = Object.keys(body).find(
      (name) => !['recipient', 'message', 'messaging_type', 'tag', 'sender_action', 'payload'].includes(name),
    )
    if (unknown) return invalid(`Unexpected key "${unknown}".`)
    const id = isRecord(body.recipient) ? body.recipient.id : undefined
    if (typeof id !== 'string' || !/^\d+$/.test(id)) return invalid('param recipient must be non-empty.')
    const shopper = this.shoppers.get(id)
    if (!shopper || shopper.lastInbound === 0)
      return instagramError(100, 2_534_014, 'The requested user cannot be found.', 400)
    if (shopper.blocked) return instagramError(551, 1_545_041, "This person isn't available right now.", 400)
    if ('sender_action' in body) {
      if ('message' in body) return invalid('sender_action and message exclude each other.')
      if (!ACTIONS.includes(String(body.sender_action))) return invalid('Unknown sender_action.')
      shopper.actions.push(String(body.sender_action))
      return { status: 200, body: { recipient_id: id } }
    }
    return this.refusalOf(body, shopper) ?? this.show(body, id, shopper)
  }

  private refusalOf(body: Json, shopper: Shopper): GraphAnswer | undefined {
    const { messaging_type: type = 'RESPONSE', tag } = body
    if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(String(type))) return invalid('Bad messaging_type.')
    if ((type === 'MESSAGE_TAG') !== (tag !== undefined)) return invalid('A tag goes with MESSAGE_TAG only.')
    if (tag !== undefined && tag !== 'HUMAN_AGENT') return invalid('Instagram knows no such tag.')
    const refused = messageProblem(body.message)
    if (refused) return invalid(refused)
    const window = (tag === 'HUMAN_AGENT' ? 168 : 24) * HOUR
    if (this.now - shopper.lastInbound >= window)
      return instagramError(10, 2_534_022, 'This message is sent outside of allowed window.', 403)
    return undefined
  }

  private async show(body: Json, id: string, shopper: Shopper): Promise<GraphAnswer> {
    const message = body.message as {
      text?: string
      quick_replies?: { title: string; payload: string }[]
      attachment?: unknown
    }
    const attached = message.attachment === undefined ? {} : await attach(message.attachment)
    if ('refused' in attached) return invalid(String(attached.refused))
    const mid = this.mid()
    shopper.shown.push({
      mid,
      text: message.text ?? '',
      ...attached,
      buttons: (message.quick_replies ?? []).map(({ title, payload }) => ({
        title: [...title].slice(0, TITLE).join(''),
        payload,
      })),
      declared: [body.messaging_type, body.tag].filter(Boolean).join(' '),
    })
    this.onShown?.()
    return { status: 200, body: { recipient_id: id, message_id: mid } }
  }

  private refresh(): GraphAnswer {
    if (this.tokenAge < 24 * HOUR)
      return graphError({ code: 100, message: 'The token must be at least 24 hours old.' })
    this.refreshes++
    this.tokenAge = 0
    this.graph.token = `IGAA-renewed-${this.refreshes}`
    return {
      status: 200,
      body: { access_token: this.graph.token, token_type: 'bearer', expires_in: 5_184_000 },
    }
  }
}

function messageProblem(message: unknown): string | undefined {
  if (!isRecord(message)) return 'param message must be non-empty.'
  const unknown = Object.keys(message).find((name) => !['text', 'quick_replies', 'attachment'].includes(name))
  if (unknown) return `Unexpected key "${unknown}" on param "message".`
  if ('attachment' in message)
    return 'text' in message || 'quick_replies' in message ? 'An attachment goes alone.' : undefined
  const { text, quick_replies: replies = [] } = message
  if (typeof text !== 'string' || text.trim() === '') return 'param message[text] must be non-empty.'
  if (!text.isWellFormed()) return 'param message[text] must be UTF-8.'
  if (Buffer.byteLength(text) > TEXT_BYTES)
    return `Length of param message[text] must be less than or equal to ${TEXT_BYTES}.`
  if (!Array.isArray(replies) || replies.length > QUICK_REPLIES)
    return `At most ${QUICK_REPLIES} quick replies.`
  if ('quick_replies' in message && replies.length === 0) return 'quick_replies must not be empty.'
  return replies.every(isQuickReply) ? undefined : 'A quick reply is not one.'
}

function isQuickReply(reply: unknown): boolean {
  if (!isRecord(reply) || reply.content_type !== 'text') return false
  const { title, payload } = reply
  return (
    typeof title === 'string' &&
    title.trim() !== '' &&
    typeof payload === 'string' &&
    payload !== '' &&
    payload.length <= PAYLOAD
  )
}

function invalid(message: string): GraphAnswer {
  return graphError({ code: 100, message, type: 'IGApiException' })
}

function instagramError(code: number, subcode: number, message: string, status: number): GraphAnswer {
  return graphError({ code, subcode, message, status, type: 'IGApiException' })
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

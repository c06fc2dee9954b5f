import { Refusal, request, type WireSet } from './wire.ts'
import type { Session, SessionStore } from './session.ts'

export type Connection = 'idle' | 'connecting' | 'online' | 'offline'

/** What the client tells its owner. */
export interface ClientEvents {
  activities(set: WireSet): void
  connection(state: Connection): void
  /** The conversation is over or cannot be entered any more; what was shown belongs to the past. */
  ended(): void
}

export interface DirectLineClient {
  /** Connects, going on with the kept conversation if there is one. */
  start(): void
  /** Posts a message. Resolves when the server has it. @throws Refusal when it gave up */
  post(activity: Record<string, unknown>): Promise<void>
  hasSession(): boolean
  session(): Session | undefined
  update(change: Partial<Session>): void
  stop(): void
}

interface Connected {
  conversationId: string
  token: string
  expires_in: number
  streamUrl: string
}

const PING_MS = 20_000
const EARLY_MS = 60_000
const LONGEST_WAIT = 15_000
/** Out of sight for so long, a socket may be dead without knowing it; phones do that. */
const HIDDEN_MS = 10_000
const POST_ATTEMPTS = 3
const REPLACED = 4409

/**
 * Direct Line for one conversation. It reads the transcript from its watermark whenever it connects, so what came in
 * between is never missed; what it posts carries its own id, so posting again is harmless.
 */
export function createClient(base: string, store: SessionStore, events: ClientEvents): DirectLineClient {
  let session = store.load()
  let watermark = ''
  let socket: WebSocket | undefined
  let attempt = 0
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let hiddenAt = 0
  /** Another tab has the conversation: wait until this one is looked at. */
  let resting = false
  let started = false
  let opening: Promise<Session> | undefined

  const save = (next: Session) => store.save((session = next))
  const conversationUrl = (id: string) => `${base}/v3/directline/conversations/${encodeURIComponent(id)}`

  /** A session with a token that is good for a while; asks for one where needed. */
  const ensure = (): Promise<Session> => {
    if (session && session.expiresAt > Date.now() + EARLY_MS) return Promise.resolve(session)
    opening ??= renew().finally(() => (opening = undefined))
    return opening
  }

  const renew = async (): Promise<Session> => {
    const old = session
    const given = await request<{
      conversationId: string
      token: string
      expires_in: number
      resume: string
    }>(`${base}/webchat/token`, undefined, old ? { resume: old.resume } : {})
    const { conversationId, token, resume } = given
    const next = { conversationId, token, resume, expiresAt: Date.now() + given.expires_in * 1000 }
    if (!old) await request(`${base}/v3/directline/conversations`, token, { locale: navigator.language })
    save({ seen: 0, open: true, ...old, ...next })
    return session!
  }

  const connect = async (): Promise<void> => {
    clearTimeout(timer)
    const mine = ++run
    resting = false
    socket?.close()
    events.connection('connecting')
    try {
      const { conversationId, token } = await ensure()
      const url = `${conversationUrl(conversationId)}?watermark=${watermark}`
      const connected = await request<Connected>(url, token)
      if (mine !== run) return
      save({ ...session!, token: connected.token, expiresAt: Date.now() + connected.expires_in * 1000 })
      listen(connected.streamUrl, mine)
    } catch (error) {
      if (mine !== run) return
      if (isOver(error)) forget()
      else if (renewable(error)) void connect()
      else again()
    }
  }

  const listen = (streamUrl: string, mine: number): void => {
    const next = new WebSocket(streamUrl)
    let ping: ReturnType<typeof setInterval> | undefined
    let opened = false
    socket = next
    next.addEventListener('open', () => {
      opened = true
      attempt = 0
      events.connection('online')
      ping = setInterval(() => next.send(''), PING_MS)
    })
    next.addEventListener('message', ({ data }) => {
      if (mine === run && typeof data === 'string' && data !== '') take(JSON.parse(data) as WireSet)
    })
    next.addEventListener('close', ({ code }) => {
      clearInterval(ping)
      if (mine !== run) return
      if (code === REPLACED) {
        resting = true
        events.connection('idle')
      } else {
        // A network that lets no socket through: read the ordinary way at every attempt.
        if (!opened) void poll().catch(() => {})
        again()
      }
    })
  }

  const poll = async (): Promise<void> => {
    const { conversationId, token } = await ensure()
    take(
      await request<WireSet>(`${conversationUrl(conversationId)}/activities?watermark=${watermark}`, token),
    )
  }

  const take = (set: WireSet): void => {
    if (set.watermark) watermark = set.watermark
    if (set.activities.length > 0) events.activities(set)
  }

  const again = (): void => {
    events.connection('offline')
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** attempt++) * (0.75 + Math.random() / 2)
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), wait)
  }

  /** A token that the server does not take: asks for another, once. What the new one does not open is over. */
  const renewable = (error: unknown): boolean => {
    if (!session || !(error instanceof Refusal) || error.status !== 403) return false
    save({ ...session, expiresAt: 0 })
    return true
  }
  const isOver = (error: unknown): boolean => {
    if (!(error instanceof Refusal)) return false
    return error.status === 404 || (error.status === 403 && (session?.expiresAt ?? 0) === 0)
  }

  const forget = (): void => {
    run++
    clearTimeout(timer)
    socket?.close()
    store.clear()
    session = undefined
    watermark = ''
    events.connection('idle')
    events.ended()
  }

  const wake = (): void => {
    if (started && (session || opening)) void connect()
  }
  const looked = (): void => {
    if (document.visibilityState === 'hidden') {
      hiddenAt = Date.now()
      return
    }
    const dead = socket?.readyState !== WebSocket.OPEN
    const long = hiddenAt > 0 && Date.now() - hiddenAt > HIDDEN_MS
    hiddenAt = 0
    if (resting || long || (dead && attempt > 0)) wake()
  }
  const lost = (): void => events.connection('offline')

  return {
    start() {
      if (!started) {
        started = true
        window.addEventListener('online', wake)
        window.addEventListener('offline', lost)
        window.addEventListener('focus', looked)
        document.addEventListener('visibilitychange', looked)
        void connect()
      } else if (resting || !session) void connect()
    },
    async post(activity) {
      for (let tried = 1; ; tried++) {
        try {
          const { conversationId, token } = await ensure()
          await request(`${conversationUrl(conversationId)}/activities`, token, activity)
          if (resting) void connect()
          return
        } catch (error) {
          const refusal = error instanceof Refusal ? error : new Refusal(0)
          if (isOver(refusal)) {
            forget()
            void connect()
          } else if (renewable(refusal)) continue
          else if (![0, 429].includes(refusal.status) && refusal.status < 500) throw refusal
          if (tried >= POST_ATTEMPTS || !navigator.onLine) throw refusal
          await new Promise((resolve) => setTimeout(resolve, Math.max(400 * tried, refusal.retryAfterMs)))
        }
      }
    },
    hasSession: () => session !== undefined,
    session: () => session,
    update(change) {
      if (session) save({ ...session, ...change })
    },
    stop() {
      run++
      clearTimeout(timer)
      socket?.close()
      window.removeEventListener('online', wake)
      window.removeEventListener('offline', lost)
      window.removeEventListener('focus', looked)
      document.removeEventListener('visibilitychange', looked)
    },
  }
}

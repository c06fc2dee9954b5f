/** What is kept over reloads: which conversation, the means to enter it, and how far the shopper has read. */
export interface Session {
  conversationId: string
  token: string
  /** Milliseconds since 1970. */
  expiresAt: number
  /** Good for a new token long after the other has expired. */
  resume: string
  /** Watermark of the last activity that the shopper has seen. */
  seen: number
  open: boolean
}

export interface SessionStore {
  load(): Session | undefined
  save(session: Session): void
  clear(): void
}

/** Keeps the session in localStorage; where that is closed (private modes, sandboxed frames), only on this page. */
export function createSessionStore(host: string): SessionStore {
  const key = `tributary:${host}`
  let memory: Session | undefined
  return {
    load() {
      try {
        const text = localStorage.getItem(key)
        const value: unknown = text ? JSON.parse(text) : undefined
        return isSession(value) ? value : memory
      } catch {
        return memory
      }
    },
    save(session) {
      memory = session
      try {
        localStorage.setItem(key, JSON.stringify(session))
      } catch {
        // Kept in memory above.
      }
    },
    clear() {
      memory = undefined
      try {
        localStorage.removeItem(key)
      } catch {
        // Nothing was kept.
      }
    },
  }
}

function isSession(value: unknown): value is Session {
  const session = value as Partial<Session> | null | undefined
  return typeof session?.conversationId === 'string' && typeof session.resume === 'string'
}

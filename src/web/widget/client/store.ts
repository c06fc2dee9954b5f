import { createClient, type Connection, type DirectLineClient } from './direct-line.ts'
import type { SessionStore } from './session.ts'
import { Refusal, type WireActivity, type WireCitation, type WireSet } from './wire.ts'

export interface Message {
  /** The client's id for what the shopper wrote, the server's for the rest: stable while it is shown. */
  key: string
  mine: boolean
  text: string
  /** Milliseconds since 1970. */
  at: number
  state: 'sending' | 'sent' | 'failed' | 'refused'
  citations: WireCitation[]
  choices: { title: string; value: string }[]
  plain: boolean
}

export interface ChatState {
  messages: Message[]
  connection: Connection
  typing: boolean
  unread: number
  open: boolean
  /** An earlier conversation ended while it was on screen. */
  ended: boolean
}

export interface ChatStore {
  state(): ChatState
  subscribe(listener: () => void): () => void
  send(text: string, value?: string): void
  retry(key: string): void
  setOpen(open: boolean): void
}

const TYPING_MS = 20_000

/** Everything that the widget shows, and what the shopper can do about it. */
export function createStore(base: string, sessions: SessionStore): ChatStore {
  const kept = sessions.load()
  let state: ChatState = {
    messages: [],
    connection: 'idle',
    typing: false,
    unread: 0,
    open: kept?.open ?? false,
    ended: false,
  }
  const listeners = new Set<() => void>()
  const values = new Map<string, string>()
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let newest = 0

  const set = (change: Partial<ChatState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  const typing = (on: boolean) => {
    clearTimeout(typingTimer)
    if (on) typingTimer = setTimeout(() => set({ typing: false }), TYPING_MS)
    if (state.typing !== on) set({ typing: on })
  }

  const client: DirectLineClient = createClient(base, sessions, {
    connection: (connection) => set({ connection }),
    ended: () => set({ ended: state.messages.length > 0, typing: false }),
    activities: (received) => take(received),
  })

  const take = (received: WireSet) => {
    newest = Math.max(newest, Number(received.watermark ?? 0))
    const seen = client.session()?.seen ?? 0
    let messages = state.messages
    let fresh = 0
    for (const activity of received.activities) {
      if (activity.type === 'typing' && activity.from?.role !== 'user') typing(true)
      if (activity.type !== 'message') continue
      const message = messageOf(activity)
      const at = messages.findIndex(({ key }) => key === message.key)
      if (at >= 0) messages = messages.with(at, { ...messages[at]!, state: 'sent' })
      else messages = [...messages, message]
      if (!message.mine) typing(false)
      if (!message.mine && at < 0 && sequenceOf(activity) > seen) fresh++
    }
    set({ messages, unread: state.open ? 0 : state.unread + fresh })
    if (state.open) client.update({ seen: newest })
  }

  const post = async (message: Message) => {
    const value = values.get(message.key)
    try {
      await client.post({
        type: 'message',
        text: message.text,
        ...(value === undefined ? {} : { value }),
        locale: navigator.language,
        channelData: { clientActivityID: message.key },
      })
      mark(message.key, 'sent')
    } catch (error) {
      mark(message.key, error instanceof Refusal && [400, 413].includes(error.status) ? 'refused' : 'failed')
    }
  }

  const mark = (key: string, next: Message['state']) => {
    set({
      messages: state.messages.map((message) =>
        message.key === key && message.state !== 'sent' ? { ...message, state: next } : message,
      ),
    })
  }

  // A conversation that was begun goes on at once, so that an answer that came meanwhile is noticed.
  if (client.hasSession()) client.start()

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send(text, value) {
      const key = newId()
      const message: Message = {
        key,
        mine: true,
        text,
        at: Date.now(),
        state: 'sending',
        citations: [],
        choices: [],
        plain: true,
      }
      if (value !== undefined) values.set(key, value)
      set({ messages: [...state.messages, message], ended: false })
      client.start()
      void post(message)
    },
    retry(key) {
      const message = state.messages.find((candidate) => candidate.key === key)
      if (!message || message.state !== 'failed') return
      mark(key, 'sending')
      void post(message)
    },
    setOpen(open) {
      set({ open, unread: 0 })
      if (open) client.start()
      client.update({ open, ...(open ? { seen: newest } : {}) })
    },
  }
}

function messageOf(activity: WireActivity): Message {
  const mine = activity.from?.role === 'user'
  const data = activity.channelData
  return {
    key: (mine && data?.clientActivityID) || activity.id || newId(),
    mine,
    text: activity.text ?? '',
    at: Date.parse(activity.timestamp ?? '') || Date.now(),
    state: 'sent',
    citations: data?.citations ?? [],
    choices: activity.suggestedActions?.actions ?? [],
    plain: mine || activity.textFormat === 'plain',
  }
}

/** The number in an activity's id, `conversation|0000012`. */
function sequenceOf({ id }: WireActivity): number {
  return Number(id?.split('|')[1] ?? 0)
}

function newId(): string {
  // randomUUID exists only on secure pages; shops are tested over plain http too.
  return (
    crypto.randomUUID?.() ??
    [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('')
  )
}

import type { WebSocket } from 'ws'
import type { Log } from '../../src/contract/log.ts'
import type { Signals } from '../../src/contract/signals.ts'
import type { Activity, ActivitySet } from './activity.ts'
import type { Conversations } from './conversations.ts'
import type { Transcript } from './transcript.ts'

/** Close codes that clients see. 4409 is ours: the conversation was opened in another place. */
export const CLOSE = { ended: 1000, restart: 1012, replaced: 4409 } as const

const TOPIC = 'web'
const PING_MS = 30_000
/** A client that reads so slowly that this much waits for it is cut off; it reconnects with its watermark. */
const BACKLOG_BYTES = 4 * 1024 * 1024

interface Stream {
  id: string
  socket: WebSocket
  conversation: string
  /** Everything up to here was written to the socket. */
  seq: number
  pumping: boolean
  again: boolean
  alive: boolean
}

export interface Hub {
  /** Serves a conversation's activities after a watermark over this socket, in place of any older socket. */
  open(socket: WebSocket, conversation: string, watermark: number): Promise<void>
  /** Something new is in the conversation's transcript: its socket gets it, whichever process holds it. */
  notify(conversation: string): void
  /** Sends an activity that nobody keeps (typing) to the socket, if there is one. */
  flash(conversation: string, activity: Activity): void
  start(): void
  stop(): Promise<void>
}

interface HubParts {
  transcript: Transcript
  conversations: Conversations
  signals?: Signals | undefined
  pollMs: number
  log: Log
}

interface Signal {
  /** The process that sent it; its own sockets know already. */
  from: string
  conversation: string
  flash?: Activity
}

/**
 * The sockets of this process. All of them are fed one way: by reading the transcript from where they are. What starts
 * a read (a signal, a look every second) may be late or lost without losing a message.
 */
export function createHub({ transcript, conversations, signals, pollMs, log }: HubParts): Hub {
  const self = crypto.randomUUID()
  const streams = new Map<string, Stream>()
  let timers: NodeJS.Timeout[] = []
  let unsubscribe = () => {}
  let looking = false

  const write = (stream: Stream, set: ActivitySet) => {
    if (stream.socket.bufferedAmount > BACKLOG_BYTES) return stream.socket.terminate()
    stream.socket.send(JSON.stringify(set))
  }

  const pump = async (stream: Stream): Promise<void> => {
    stream.again = true
    if (stream.pumping) return
    stream.pumping = true
    try {
      while (stream.again && stream.socket.readyState === stream.socket.OPEN) {
        stream.again = false
        const page = await transcript.read(stream.conversation, stream.seq)
        stream.again ||= page.more
        if (page.activities.length === 0) continue
        stream.seq = page.seq
        write(stream, { activities: page.activities, watermark: page.watermark })
      }
    } catch (error) {
      // The next look tries again from the same place.
      log.warn({ conversation: stream.conversation, error: String(error) }, 'socket not fed')
    } finally {
      stream.pumping = false
    }
  }

  const pumpConversation = (conversation: string) => {
    const stream = streams.get(conversation)
    if (stream) void pump(stream)
  }

  const look = async () => {
    if (looking || streams.size === 0) return
    looking = true
    try {
      for (const row of await conversations.look([...streams.keys()])) {
        const stream = streams.get(row.id)
        if (!stream) continue
        if (row.ended) {
          await pump(stream)
          stream.socket.close(CLOSE.ended, 'conversation ended')
        } else if (row.stream !== null && row.stream !== stream.id) {
          stream.socket.close(CLOSE.replaced, 'opened elsewhere')
        } else if (row.seq > stream.seq) void pump(stream)
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'sockets not looked after')
    } finally {
      looking = false
    }
  }

  const heartbeat = () => {
    for (const stream of streams.values()) {
      if (!stream.alive) stream.socket.terminate()
      stream.alive = false
      if (stream.socket.readyState === stream.socket.OPEN) stream.socket.ping()
    }
  }

  const flashHere = (conversation: string, activity: Activity) => {
    const stream = streams.get(conversation)
    if (!stream) return
    const set = [{ ...activity, conversation: { id: conversation } }]
    write(stream, { activities: set, watermark: String(stream.seq) })
  }

  const publish = (signal: Omit<Signal, 'from'>) => {
    if (!signals) return
    signals.publish(TOPIC, JSON.stringify({ from: self, ...signal })).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'signal not sent')
    })
  }

  const heard = (payload: string) => {
    const signal = JSON.parse(payload) as Signal
    if (signal.from === self) return
    if (signal.flash) flashHere(signal.conversation, signal.flash)
    else pumpConversation(signal.conversation)
  }

  return {
    async open(socket, conversation, watermark) {
      const id = crypto.randomUUID()
      const stream: Stream = {
        id,
        socket,
        conversation,
        seq: watermark,
        pumping: false,
        again: false,
        alive: true,
      }
      socket.on('pong', () => (stream.alive = true))
      // Clients send "" to keep the line open; anything else over the socket means nothing.
      socket.on('message', () => (stream.alive = true))
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        if (streams.get(conversation) === stream) streams.delete(conversation)
      })
      await conversations.takeStream(conversation, id)
      streams.get(conversation)?.socket.close(CLOSE.replaced, 'opened elsewhere')
      if (socket.readyState !== socket.OPEN) return
      streams.set(conversation, stream)
      await pump(stream)
    },
    notify(conversation) {
      pumpConversation(conversation)
      publish({ conversation })
    },
    flash(conversation, activity) {
      flashHere(conversation, activity)
      publish({ conversation, flash: activity })
    },
    start() {
      unsubscribe = signals?.subscribe(TOPIC, heard) ?? (() => {})
      timers = [setInterval(() => void look(), pollMs), setInterval(heartbeat, PING_MS)]
    },
    async stop() {
      unsubscribe()
      for (const timer of timers) clearInterval(timer)
      for (const stream of streams.values()) stream.socket.close(CLOSE.restart, 'server restarts')
      // The close frames go out with the next turn of the event loop; whoever does not answer is cut off.
      await new Promise((resolve) => setTimeout(resolve, streams.size > 0 ? 50 : 0))
      for (const stream of streams.values()) stream.socket.terminate()
      streams.clear()
    },
  }
}

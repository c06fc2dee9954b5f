import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { VoiceSettings } from '../settings.ts'
import { isSignedUpgrade } from '../verify.ts'
import { openSession, type Session, type SessionParts } from './session.ts'

export interface Sockets {
  /** Takes an upgrade to a call's socket; false when the path is not this channel's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  start(): void
  stop(): Promise<void>
}

const PATH = /^(.*\/voice)\/relay\/?$/
/** Twilio's frames are small: a prompt is what one says in a breath. */
const FRAME_BYTES = 256 * 1024
/** "Service restart": Twilio comes back, and another process answers. */
const RESTART = 1012
const DRAIN_MS = 2000

export function createSockets(settings: VoiceSettings, parts: SessionParts): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES, perMessageDeflate: false })
  const sessions = new Set<Session>()
  let started = false

  async function serve(session: Session): Promise<void> {
    sessions.add(session)
    await session.closed
    sessions.delete(session)
  }

  return {
    upgrade(request, socket, head) {
      const target = request.url ?? '/'
      const url = URL.canParse(target, 'http://host') ? new URL(target, 'http://host') : undefined
      const prefix = url && PATH.exec(url.pathname)?.[1]
      if (prefix === undefined) return false
      socket.on('error', () => socket.destroy())
      if (!isSignedUpgrade(settings.authToken, request, settings.publicUrl)) {
        parts.ignore('a signature that is not Twilio’s')
        refuse(socket, '403 Forbidden')
      } else if (!started) refuse(socket, '503 Service Unavailable')
      else {
        const origin =
          settings.publicUrl?.replace(/\/$/, '') ?? `http://${request.headers.host ?? 'localhost'}`
        server.handleUpgrade(request, socket, head, (webSocket) => {
          void serve(openSession(webSocket, `${origin}${prefix}`, parts))
        })
      }
      return true
    },
    start() {
      started = true
    },
    async stop() {
      started = false
      const closing = [...sessions].map((session) => {
        session.close(RESTART)
        return session.closed
      })
      await Promise.race([
        Promise.all(closing),
        new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
      ])
      for (const client of server.clients) client.terminate()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

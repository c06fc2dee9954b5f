import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Log } from '../../src/contract/log.ts'
import { readWatermark } from './activity.ts'
import type { Conversations } from './conversations.ts'
import type { Hub } from './hub.ts'
import type { Tokens } from './tokens.ts'

const PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/

interface UpgradeParts {
  hub: Hub
  tokens: Tokens
  conversations: Conversations
  log: Log
}

/**
 * Opens the conversations' sockets on an HTTP server. Upgrades to other paths are refused here: Node leaves a socket that
 * nobody takes open for good, even after the other side has gone.
 */
export function attachStreams(server: Server, { hub, tokens, conversations, log }: UpgradeParts): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false })

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL, id: string) => {
    const grant = await tokens.verify('stream', url.searchParams.get('t') ?? '')
    if (grant?.conversation !== id) return refuse(socket, '403 Forbidden')
    const conversation = await conversations.find(id)
    if (!conversation || conversation.ended) return refuse(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      hub.open(webSocket, id, readWatermark(url.searchParams.get('watermark'))).catch((error: unknown) => {
        log.error({ conversation: id, error: String(error) }, 'socket not opened')
        webSocket.close(1011)
      })
    })
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const target = request.url ?? '/'
    const url = URL.canParse(target, 'http://host') ? new URL(target, 'http://host') : undefined
    const id = url && PATH.exec(url.pathname)?.[1]
    socket.on('error', () => socket.destroy())
    if (!url || !id) return refuse(socket, '404 Not Found')
    open(request, socket, head, url, decode(id)).catch((error: unknown) => {
      log.error({ error: String(error) }, 'socket not opened')
      refuse(socket, '503 Service Unavailable')
    })
  })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

// Destroyed once it is written: a client that keeps its own side open would otherwise keep ours.
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

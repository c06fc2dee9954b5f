import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Log } from '../../src/contract/log.ts'
import { readWatermark } from './activity.ts'
import type { Conversations } from './conversations.ts'
import type { Hub } from './hub.ts'
import { refuseUpgrade } from './refuse.ts'
import type { Tokens } from './tokens.ts'

const PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/

interface UpgradeParts {
  hub: Hub
  tokens: Tokens
  conversations: Conversations
  log: Log
}

/**
 * Opens the conversations' sockets: a function that takes an upgrade, or tells by false that its path belongs to somebody else.
 */
export function createUpgrade({ hub, tokens, conversations, log }: UpgradeParts) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false })

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL, id: string) => {
    const grant = await tokens.verify('stream', url.searchParams.get('t') ?? '')
    if (grant?.conversation !== id) return refuseUpgrade(socket, '403 Forbidden')
    const conversation = await conversations.find(id)
    if (!conversation || conversation.ended) return refuseUpgrade(socket, '404 Not Found')
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      hub.open(webSocket, id, readWatermark(url.searchParams.get('watermark'))).catch((error: unknown) => {
        log.error({ conversation: id, error: String(error) }, 'socket not opened')
        webSocket.close(1011)
      })
    })
  }

  return (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const target = request.url ?? '/'
    const url = URL.canParse(target, 'http://host') ? new URL(target, 'http://host') : undefined
    const id = url && PATH.exec(url.pathname)?.[1]
    if (!url || !id) return false
    socket.on('error', () => socket.destroy())
    open(request, socket, head, url, decode(id)).catch((error: unknown) => {
      log.error({ error: String(error) }, 'socket not opened')
      refuseUpgrade(socket, '503 Service Unavailable')
    })
    return true
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import express, { type ErrorRequestHandler, type Router } from 'express'
import { TributaryError } from './contract/errors.ts'
import type { Log } from './contract/log.ts'

/** Takes an upgrade (to a WebSocket), or tells by false that its path belongs to somebody else. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

export interface HttpOptions {
  /** Mounted in order. Each brings its own body parser: there is no global one, since signatures need raw bytes. */
  routers: readonly Router[]
  upgrades?: readonly Upgrade[]
  /** Whether work can be taken: asked by /readyz, with what is wrong where it cannot. */
  ready: () => Promise<{ ready: boolean; problems: string[] }>
  /** Proxies in front of the server that are trusted to tell the client's address. */
  trustProxy: number
  log: Log
}

export interface HttpServer {
  server: Server
  listen(port: number, host: string): Promise<{ url: string; port: number }>
  /** Takes no new connections and lets those in flight end, WebSockets too, for at most `seconds`. */
  close(seconds: number): Promise<void>
}

/** The HTTP edge: health, the channels' routes, and errors as JSON with their stable code. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxy)
  app.use((_request, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'strict-origin-when-cross-origin',
    })
    next()
  })
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', async (_request, response) => {
    const { ready, problems } = await options.ready()
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', problems })
  })
  for (const router of options.routers) app.use(router)
  app.use((_request, response) => {
    response
      .status(404)
      .json({ error: { code: 'input.invalid', message: 'There is nothing at this address.' } })
  })
  app.use(answerError(options.log))
  const server = createServer(app)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!options.upgrades?.some((take) => take(request, socket, head))) refuseUpgrade(socket)
  })
  // Node's own list leaves out the connections that became WebSockets.
  const connections = new Set<Socket>()
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const failed = (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, port, host))
        server.once('error', failed)
        server.listen(port, host, () => {
          server.off('error', failed)
          const { port: bound } = server.address() as AddressInfo
          resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound })
        })
      }),
    close: (seconds) =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          for (const socket of connections) socket.destroy()
        }, seconds * 1000)
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/**
 * Tries whether the server could listen there, so that a taken port is told before anything else is started.
 * @throws config.invalid
 */
export async function checkAddress(port: number, host: string): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (cause) => reject(cannotListen(cause, port, host)))
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

/** Node leaves a socket that nobody takes open for good, even after the other side has gone. */
function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

function cannotListen(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  const why: Record<string, string> = {
    EADDRINUSE: `PORT ${port} is taken by another process`,
    EACCES: `PORT ${port} needs rights that this user does not have`,
    EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
    ENOTFOUND: `HOST ${host} is not known`,
  }
  const known = why[cause.code ?? '']
  return known === undefined ? cause : new TributaryError('config.invalid', `${known}.`, { cause })
}

/** Errors leave as JSON with their code; what is unexpected is logged, and told without its insides. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    if (status >= 500) log.error({ path: request.path, error: String(error) }, 'request failed')
    const code =
      error instanceof TributaryError ? error.code : status < 500 ? 'input.invalid' : 'internal.unexpected'
    const message =
      status < 500 && error instanceof Error ? error.message : 'Something went wrong here. Please try again.'
    response.status(status).json({ error: { code, message } })
  }
}

function statusOf(error: unknown): number {
  if (error instanceof TributaryError) return error.code === 'internal.unexpected' ? 500 : 400
  // Express's own parsers say what was wrong with a body in `status`.
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

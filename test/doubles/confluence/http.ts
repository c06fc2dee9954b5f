import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ServerName = 'auth' | 'api' | 'site' | 'dc'

/** One request, as the handlers see it. */
export interface Call {
  server: ServerName
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

/** One answer. `body` goes out as JSON, `text` as it is. */
export interface Reply {
  status: number
  body?: unknown
  text?: string
  headers?: Record<string, string>
  /** Objects returned: what the points budget counts. */
  objects?: number
  /** Page bodies returned. */
  bodies?: number
  /** The answer is a page of a list. */
  listing?: boolean
  /** Points charged. */
  cost?: number
}

export type Handler = (call: Call) => Reply | Promise<Reply>

/** What stands between the wire and the handlers: faults and the log. */
export interface Around {
  /** Plays a fault instead of, before or over the answer; undefined drops the connection. */
  play(call: Call, handle: Handler): Promise<Reply | undefined>
  /** Told of each request after its answer was made. */
  record(call: Call, reply: Reply | undefined): void
}

export interface Listening {
  url: string
  close(): Promise<void>
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function write(response: ServerResponse, reply: Reply): void {
  const json = reply.text === undefined
  const payload = json ? (reply.body === undefined ? '' : JSON.stringify(reply.body)) : reply.text
  response.writeHead(reply.status, {
    ...(payload ? { 'content-type': json ? 'application/json' : 'text/html; charset=utf-8' } : {}),
    ...reply.headers,
  })
  response.end(payload)
}

async function answer(
  name: ServerName,
  handle: Handler,
  around: Around,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const call: Call = {
    server: name,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: await read(request),
  }
  const reply = await around.play(call, handle)
  around.record(call, reply)
  if (reply) write(response, reply)
  else response.destroy()
}

/** Serves one of the double's hosts on loopback. */
export async function listen(
  name: ServerName,
  port: number,
  handle: Handler,
  around: Around,
): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    answer(name, handle, around, request, response).catch((error: unknown) => {
      // A fault of the double itself must be seen in the failing test, not taken for the provider's.
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' })
      response.end(
        `The double failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`,
      )
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

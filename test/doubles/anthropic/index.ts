import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { say, type Behaviour } from './behaviours.ts'
import { events, sse } from './stream.ts'
import { documentsOf, refuse } from './validate.ts'

export type { Behaviour } from './behaviours.ts'

/** A double of the Messages API: as strict as the real one, and as honest as it is told to be. */
export interface AnthropicDouble {
  url: string
  key: string
  /** How the next requests are answered, one each; the last one holds on. */
  behave(...behaviours: Behaviour[]): void
  /** What the double answers when it is asked to translate this text. */
  translate(text: string, translation: string): void
  /** Bodies of the requests that were valid, oldest first. */
  readonly requests: Record<string, unknown>[]
  close(): Promise<void>
}

/** Milliseconds that slow behaviours wait; longer than any time-out of a test. */
const SLOW = 5_000

export async function startAnthropicDouble(key = 'sk-ant-double'): Promise<AnthropicDouble> {
  const requests: Record<string, unknown>[] = []
  const translations = new Map<string, string>()
  let plan: Behaviour[] = ['honest']
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy())
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request)
    const path = request.url?.split('?')[0]
    if (request.method !== 'POST' || path !== '/v1/messages')
      return fail(response, 404, 'not_found_error', 'Not found')
    const refusal = refuse(request.headers, body, key)
    if (refusal) return fail(response, refusal.status, refusal.type, refusal.message)
    const valid = body as Record<string, unknown>
    requests.push(valid)
    const behaviour = plan.length > 1 ? plan.shift()! : plan[0]!
    await answer(response, behaviour, valid)
  }

  async function answer(
    response: ServerResponse,
    behaviour: Behaviour,
    body: Record<string, unknown>,
  ): Promise<void> {
    if (behaviour === 'overloaded') return fail(response, 529, 'overloaded_error', 'Overloaded')
    if (behaviour === 'rate_limited')
      return fail(response, 429, 'rate_limit_error', 'Rate limited', { 'retry-after': '1' })
    if (behaviour === 'server_error') return fail(response, 500, 'api_error', 'Internal server error')
    if (behaviour === 'drops_connection') return void response.destroy()
    const said = say(behaviour, body, translations)
    const stop = behaviour === 'runs_out' ? 'max_tokens' : behaviour === 'refuses' ? 'refusal' : 'end_turn'
    const all = [
      ...events(behaviour === 'refuses' ? [] : said, documentsOf(body), body.model as string, stop),
    ]
    if (body.stream !== true) return fail(response, 501, 'api_error', 'The double only streams')
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'request-id': 'req_double',
    })
    if (behaviour === 'garbage')
      return void response.end('event: message_start\ndata: {"type": "mess\n\nevent: \u0000\ndata: }{\n\n')
    response.flushHeaders()
    if (behaviour === 'slow_first_token') await wait(response, SLOW)
    for (const [i, event] of all.entries()) {
      const middle = i === Math.floor(all.length / 2)
      if (middle && behaviour === 'stalls_midway') await wait(response, SLOW)
      if (middle && behaviour === 'error_midway') {
        response.end(
          sse({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } as {
            type: string
          }),
        )
        return
      }
      response.write(sse(event))
    }
    response.end()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    requests,
    behave: (...behaviours) => void (plan = behaviours),
    translate: (text, translation) => void translations.set(text, translation),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function fail(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_double', ...headers })
  response.end(JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_double' }))
}

/** Waits, or until the caller has gone. */
function wait(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

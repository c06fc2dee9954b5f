import { setTimeout as sleep } from 'node:timers/promises'
import type { Call, Handler, Reply } from './http.ts'

export type FaultKind =
  /** 429; without `retryAfter` (seconds) the header is missing, as from the gateway. */
  | { kind: 'rate-limit'; retryAfter?: number }
  | { kind: 'status'; status: number; body?: unknown }
  /** The connection is closed without an answer. */
  | { kind: 'drop' }
  /** 200, said to be JSON, and is not. */
  | { kind: 'garbage' }
  /** 200 with a sign-in page in HTML. */
  | { kind: 'html' }
  /** The next link leads to the page just read, for ever. */
  | { kind: 'repeat-cursor' }
  | { kind: 'slow'; ms: number }
  /** Bodies in the answer are this large. */
  | { kind: 'huge'; bytes: number }
  /** 401 of a missing scope. */
  | { kind: 'scope' }

export type Fault = FaultKind & {
  /** Which requests: matched against `server:path?query`, such as `api:/ex/confluence/…`. Every one by default. */
  on?: RegExp
  /** Starts at the nth request that matches, counted from the injection; 1 by default. */
  nth?: number
  /** For how many requests; once by default, `repeat-cursor` and `slow` for ever. */
  times?: number
}

interface Armed {
  fault: Fault
  seen: number
}

export const SCOPE_MISMATCH = { code: 401, message: 'Unauthorized; scope does not match' }

function instead(fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case 'rate-limit':
      return {
        status: 429,
        body: { code: 429, message: 'Rate limit exceeded' },
        headers: fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) },
      }
    case 'status':
      return { status: fault.status, body: fault.body ?? { message: 'Something went wrong' } }
    case 'garbage':
      return { status: 200, text: '{"results": [{"id": "1', headers: { 'content-type': 'application/json' } }
    case 'html':
      return { status: 200, text: '<!DOCTYPE html><html><body><form>Log in to continue</form></body></html>' }
    case 'scope':
      return { status: 401, body: SCOPE_MISMATCH }
    default:
      return undefined
  }
}

function repeatCursor(call: Call, reply: Reply): Reply {
  const cursor = call.query.get('cursor')
  if (cursor === null || !reply.listing) return reply
  const body = reply.body as { _links?: Record<string, string> }
  const prefix = call.path.includes('/rest/api/') ? /^.*(?=\/rest\/api\/)/ : /^\/ex\/confluence\/[^/]+/
  const next = `${call.path.replace(prefix, '')}?${call.query.toString()}`
  const base = `<${body._links?.base ?? ''}>; rel="base"`
  const headers = reply.headers?.link
    ? { ...reply.headers, link: `<${next}>; rel="next", ${base}` }
    : reply.headers
  return { ...reply, ...(headers ? { headers } : {}), body: { ...body, _links: { ...body._links, next } } }
}

function inflate(value: unknown, bytes: number): unknown {
  if (Array.isArray(value)) return value.map((item) => inflate(item, bytes))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    key === 'value' && 'representation' in value
      ? `<p>${'too much '.repeat(bytes / 9)}</p>`
      : inflate(inner, bytes),
  ])
  return Object.fromEntries(entries)
}

/** Makes the double fail as the real thing does on a bad day. */
export class Faults {
  #armed: Armed[] = []

  inject(fault: Fault): void {
    this.#armed.push({ fault, seen: 0 })
  }

  clear(): void {
    this.#armed = []
  }

  /** Answers a call, with the first fault that is due played; undefined drops the connection. */
  async play(call: Call, handle: Handler): Promise<Reply | undefined> {
    const fault = this.#due(call)
    if (!fault) return handle(call)
    if (fault.kind === 'drop') return undefined
    const replaced = instead(fault)
    if (replaced) return replaced
    if (fault.kind === 'slow') await sleep(fault.ms)
    const reply = await handle(call)
    if (fault.kind === 'repeat-cursor') return repeatCursor(call, reply)
    if (fault.kind === 'huge') return { ...reply, body: inflate(reply.body, fault.bytes) }
    return reply
  }

  #due(call: Call): Fault | undefined {
    const subject = `${call.server}:${call.path}?${call.query.toString()}`
    let due: Fault | undefined
    for (const armed of this.#armed) {
      const { on, nth = 1, kind } = armed.fault
      if (on && !on.test(subject)) continue
      armed.seen += 1
      const times = armed.fault.times ?? (kind === 'repeat-cursor' || kind === 'slow' ? Infinity : 1)
      if (armed.seen >= nth && armed.seen < nth + times) due ??= armed.fault
    }
    return due
  }
}

import { neverSent, type Outgoing } from '../../src/contract/outgoing.ts'
import { isRecord, type Json } from './json.ts'

/** How a call of the Graph API went. */
export type Answer =
  | { answered: true; status: number; body: Json | undefined; headers: Headers }
  | { answered: false; never: boolean; reason: string }

export interface GraphSettings {
  /** `https://graph.instagram.com`. */
  url: string
  version: string
  /** Milliseconds for one call. */
  timeoutMs: number
}

export interface Graph {
  /** Posts to `/{version}{path}`. Never throws. */
  post(path: string, token: string, body: Json): Promise<Answer>
  /** Asks for a token that lives longer; this one call knows no version and takes the token in its query. Never throws. */
  refresh(token: string): Promise<Answer>
}

export function createGraph(settings: GraphSettings, outgoing: Outgoing): Graph {
  const base = settings.url.replace(/\/$/, '')
  return {
    post: (path, token, body) =>
      call(outgoing, `${base}/${settings.version}${path}`, settings.timeoutMs, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
    refresh(token) {
      const query = new URLSearchParams({ grant_type: 'ig_refresh_token', access_token: token })
      return call(outgoing, `${base}/refresh_access_token?${query.toString()}`, settings.timeoutMs, {
        method: 'GET',
        headers: {},
      })
    },
  }
}

interface Request {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
}

async function call(outgoing: Outgoing, url: string, timeoutMs: number, request: Request): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await outgoing(url, { ...request, redirect: 'manual', signal })
    return {
      answered: true,
      status: response.status,
      body: read(await response.text()),
      headers: response.headers,
    }
  } catch (error) {
    return { answered: false, never: neverSent(error), reason: reasonOf(error) }
  }
}

function read(text: string): Json | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return isRecord(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** By name and code only: the message of an error may hold the address, and that a token. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'Instagram did not answer in time'
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string')
      return `Instagram could not be reached (${cause.code})`
  return 'the connection to Instagram broke'
}

/** What the widget reads of Direct Line's activities. */
export interface WireActivity {
  type: string
  id?: string
  timestamp?: string
  from?: { id: string; role?: string; name?: string }
  text?: string
  textFormat?: string
  suggestedActions?: { actions: { title: string; value: string }[] }
  channelData?: { clientActivityID?: string; citations?: WireCitation[] }
}

export interface WireCitation {
  title: string
  heading: string[]
  url?: string
  quote: string
}

export interface WireSet {
  activities: WireActivity[]
  watermark?: string
}

/** An answer that is not a success. `status` 0: there was no answer. */
export class Refusal extends Error {
  readonly status: number
  readonly retryAfterMs: number

  constructor(status: number, retryAfterMs = 0) {
    super(`refused: ${status}`)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

const TIMEOUT_MS = 20_000

/** One request with JSON both ways. @throws Refusal */
export async function request<T>(url: string, token?: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    throw new Refusal(0)
  }
  if (!response.ok)
    throw new Refusal(response.status, Number(response.headers.get('retry-after') ?? 0) * 1000)
  return (await response.json()) as T
}

import type { Activity, ActivitySet } from '../../channels/web/activity.ts'

export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** Direct Line by hand, so that a test sees every status. */
export async function call(
  url: string,
  method: 'GET' | 'POST' | 'OPTIONS',
  bearer?: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const words = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: words.startsWith('{') ? (JSON.parse(words) as Record<string, unknown>) : {},
  }
}

export interface Opened {
  base: string
  id: string
  token: string
  streamUrl: string
  post(activity: Record<string, unknown>): Promise<Answer>
  read(watermark?: string): Promise<ActivitySet>
}

/** Starts a conversation for a user, with a token that the secret generated. */
export async function openConversation(url: string, secret: string, user = 'dl_tester'): Promise<Opened> {
  const base = `${url}/v3/directline`
  const generated = await call(`${base}/tokens/generate`, 'POST', secret, { user: { id: user } })
  const started = await call(`${base}/conversations`, 'POST', String(generated.body.token), { user: {} })
  const { conversationId, token, streamUrl } = started.body as Record<string, string>
  const conversation = `${base}/conversations/${conversationId}`
  return {
    base,
    id: conversationId!,
    token: token!,
    streamUrl: streamUrl!,
    post: (activity) =>
      call(`${conversation}/activities`, 'POST', token, { from: { id: user }, type: 'message', ...activity }),
    async read(watermark = '') {
      const answer = await call(`${conversation}/activities?watermark=${watermark}`, 'GET', token)
      return answer.body as unknown as ActivitySet
    },
  }
}

/** A socket that keeps what came over it. */
export class Listener {
  frames: ActivitySet[] = []
  closed: Promise<number>
  readonly socket: WebSocket

  constructor(streamUrl: string) {
    this.socket = new WebSocket(streamUrl)
    this.socket.addEventListener('message', (event) => {
      this.frames.push(JSON.parse(String(event.data)) as ActivitySet)
    })
    this.closed = new Promise((resolve) => {
      this.socket.addEventListener('close', (event) => resolve(event.code))
      this.socket.addEventListener('error', () => {})
    })
  }

  get activities(): Activity[] {
    return this.frames.flatMap((frame) => frame.activities)
  }

  get texts(): (string | undefined)[] {
    return this.activities.filter(({ type }) => type === 'message').map(({ text }) => text)
  }
}

/** Waits until the condition holds, looking often. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

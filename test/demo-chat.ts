import { setTimeout as sleep } from 'node:timers/promises'

interface Activity {
  id: string
  type: string
  text?: string
  from?: { id?: string; role?: string }
  channelData?: { citations?: { title: string; heading?: string[]; url?: string }[] }
}

export interface Chat {
  /** Says something and waits for what comes back, in lines for a terminal. */
  ask(text: string): Promise<string[]>
  close(): void
}

const PATIENCE_MS = 60_000

/** A shopper in web chat, as the widget is one: a token for the page, then Direct Line. */
export async function chatOver(serverUrl: string): Promise<Chat> {
  const { token } = await call<{ token: string }>(serverUrl, '/webchat/token', { body: {} })
  const opened = await call<{ conversationId: string; token: string }>(
    serverUrl,
    '/v3/directline/conversations',
    { token, body: {} },
  )
  const path = `/v3/directline/conversations/${opened.conversationId}/activities`
  let watermark = ''
  return {
    async ask(text) {
      await call(serverUrl, path, {
        token: opened.token,
        body: { type: 'message', from: { id: 'demo', name: 'You' }, text },
      })
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(100)) {
        const page = await call<{ activities: Activity[]; watermark: string }>(
          serverUrl,
          `${path}?watermark=${watermark}`,
          { token: opened.token },
        )
        watermark = page.watermark
        const replies = page.activities.filter(({ type, from }) => type === 'message' && from?.role === 'bot')
        if (replies.length > 0) return replies.flatMap(linesOf)
      }
      throw new Error('No answer came.')
    },
    close() {},
  }
}

function linesOf({ text = '', channelData }: Activity): string[] {
  const [first = '', ...rest] = text.split('\n')
  return [
    `Tributary: ${first}`,
    ...rest.map((line) => `           ${line}`),
    ...(channelData?.citations ?? []).map(
      (cited) =>
        `           Source: ${[cited.title, ...(cited.heading ?? [])].join(' › ')} ${cited.url ?? ''}`,
    ),
  ]
}

async function call<T>(base: string, path: string, options: { token?: string; body?: unknown }): Promise<T> {
  const response = await fetch(new URL(path, base), {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: {
      // As the widget on the server's own page says it.
      origin: new URL(base).origin,
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

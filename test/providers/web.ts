import type { Provider } from './customer.ts'

interface Activity {
  type: string
  text?: string
  from?: { role?: string }
  channelData?: { citations?: { title: string; heading?: string[]; url?: string }[] }
}

/** Web chat, as the widget speaks: a token for the page, then Direct Line. */
export async function webProvider(): Promise<Provider> {
  return {
    // Customers come from different addresses, as behind a shop's proxy.
    settings: { TRUST_PROXY: '1' },
    hosts: [],
    async customer(server, number) {
      const forwarded = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`
      const { token } = await call<{ token: string }>(server, '/webchat/token', { forwarded, body: {} })
      const opened = await call<{ conversationId: string; token: string }>(
        server,
        '/v3/directline/conversations',
        { forwarded, token, body: {} },
      )
      const path = `/v3/directline/conversations/${opened.conversationId}/activities`
      return {
        channel: 'web',
        async says(text) {
          const from = { id: `visitor-${number}`, name: 'Ida' }
          await call(server, path, { forwarded, token: opened.token, body: { type: 'message', from, text } })
        },
        async heard() {
          const { activities } = await call<{ activities: Activity[] }>(server, path, {
            forwarded,
            token: opened.token,
          })
          return activities.filter(({ type, from }) => type === 'message' && from?.role === 'bot').map(shown)
        },
      }
    },
    async close() {},
  }
}

function shown({ text = '', channelData }: Activity): string {
  const sources = (channelData?.citations ?? []).map(
    ({ title, heading = [], url = '' }) => `Source: ${[title, ...heading].join(' › ')} ${url}`,
  )
  return [text, ...sources].join('\n')
}

async function call<T>(
  base: string,
  path: string,
  options: { forwarded: string; token?: string; body?: unknown },
): Promise<T> {
  const response = await fetch(new URL(path, base), {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: {
      // As the widget on the server's own page says it.
      origin: new URL(base).origin,
      'x-forwarded-for': options.forwarded,
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

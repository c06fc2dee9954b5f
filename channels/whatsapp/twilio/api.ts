import type { Receipt } from '../../../src/contract/channel.ts'
import { fetchBounded } from '../download.ts'
import { lost } from '../lost.ts'
import type { MediaFile } from '../transport.ts'
import { fields, words } from '../shapes.ts'
import type { TransportParts, TwilioSettings } from '../settings.ts'
import { isOperators, refusalOf } from './errors.ts'

export interface TwilioApi {
  /** Messages.json: sends one message. `operators` when only the operator can mend what it was refused for. */
  send(form: Record<string, string>): Promise<{ receipt: Receipt; operators: boolean }>
  /** Marks a message as read and shows typing for 25 s. https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource */
  typing(messageSid: string): Promise<Receipt>
  /** Downloads what a shopper sent; undefined when it cannot be had. */
  download(url: string): Promise<MediaFile | undefined>
}

export function createTwilioApi(settings: TwilioSettings, { outgoing, patience }: TransportParts): TwilioApi {
  const base = settings.url.replace(/\/$/, '')
  const account = encodeURIComponent(settings.accountSid)
  // Another host of the same company has these.
  const messaging = base.replace('//api.twilio.com', '//messaging.twilio.com')
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`

  async function post(
    url: string,
    form: Record<string, string>,
  ): Promise<{ body?: unknown; receipt?: Receipt; operators: boolean }> {
    try {
      const response = await outgoing(url, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams(form).toString(),
        redirect: 'manual',
        signal: AbortSignal.timeout(patience.request),
      })
      const body = parseJson(await response.text())
      if ((response.status === 200 || response.status === 201) && fields(body))
        return { body, operators: false }
      const receipt = refusalOf(response.status, body, response.headers.get('retry-after'))
      return { receipt, operators: isOperators(body) }
    } catch (error) {
      return { receipt: lost(error), operators: false }
    }
  }

  return {
    async download(url) {
      // The account's sign-in goes to Twilio alone.
      const { origin, hostname } = new URL(url)
      if (origin !== new URL(base).origin && !/(^|\.)twilio\.com$/.test(hostname)) return undefined
      return fetchBounded(outgoing, url, { authorization }, patience.request)
    },
    async send(form) {
      const { body, receipt, operators } = await post(
        `${base}/2010-04-01/Accounts/${account}/Messages.json`,
        form,
      )
      return { receipt: receipt ?? sentAs(body), operators }
    },
    async typing(messageSid) {
      const form = { messageId: messageSid, channel: 'whatsapp' }
      const { receipt } = await post(`${messaging}/v2/Indicators/Typing.json`, form)
      return receipt ?? { outcome: 'sent', externalId: messageSid }
    },
  }
}

/** A message may be taken and have failed already. */
function sentAs(body: unknown): Receipt {
  const answer = fields(body)
  const externalId = words(answer?.sid)
  if (externalId === undefined) return { outcome: 'unknown', reason: 'the answer named no message' }
  return { outcome: 'sent', externalId }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

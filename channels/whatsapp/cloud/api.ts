import type { Receipt } from '../../../src/contract/channel.ts'
import { lost } from '../lost.ts'
import { all, fields, words } from '../shapes.ts'
import type { CloudSettings, TransportParts } from '../settings.ts'
import { isOperators, refusalOf } from './errors.ts'

/** What a call came to. */
export type Called = { ok: true; body: unknown } | { ok: false; receipt: Receipt; operators: boolean }

/** Calls of the Graph API for one telephone number of the business. */
export interface CloudApi {
  messages(body: unknown): Promise<Called>
  /** Uploads a file; resolves to `{id}` in the body. */
  media(form: FormData): Promise<Called>
}

export function createCloudApi(settings: CloudSettings, { outgoing, patience }: TransportParts): CloudApi {
  const base = `${settings.url.replace(/\/$/, '')}/${settings.version}/${encodeURIComponent(settings.phoneNumberId)}`

  async function call(
    path: string,
    body: Uint8Array<ArrayBuffer> | string,
    contentType: string,
  ): Promise<Called> {
    let status: number
    let text: string
    let retryAfter: string | null
    try {
      const response = await outgoing(`${base}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${settings.token}`, 'content-type': contentType },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(patience.request),
      })
      status = response.status
      retryAfter = response.headers.get('retry-after')
      text = await response.text()
    } catch (error) {
      return { ok: false, receipt: lost(error), operators: false }
    }
    const answer = parseJson(text)
    if (status === 200 && fields(answer)) return { ok: true, body: answer }
    return { ok: false, receipt: refusalOf(status, answer, retryAfter), operators: isOperators(answer) }
  }

  return {
    messages: (body) => call('messages', JSON.stringify(body), 'application/json'),
    async media(form) {
      // The guarded fetch takes bytes alone, and this makes the boundary.
      const encoded = new Response(form)
      const bytes = new Uint8Array(await encoded.arrayBuffer())
      return call('media', bytes, encoded.headers.get('content-type') ?? 'multipart/form-data')
    },
  }
}

/** The receipt of a message that was taken: with Meta's id of it. */
export function sentAs(body: unknown): Receipt {
  const id = words(all(fields(body)?.messages)[0]?.id)
  return id === undefined
    ? { outcome: 'unknown', reason: 'the answer named no message' }
    : { outcome: 'sent', externalId: id }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

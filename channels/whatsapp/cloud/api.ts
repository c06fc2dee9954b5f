import type { Receipt } from '../../../src/contract/channel.ts'
import { fetchBounded } from '../download.ts'
import { lost } from '../lost.ts'
import type { MediaFile } from '../transport.ts'
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
  /** Downloads what a shopper sent, by its id; undefined when it cannot be had. */
  download(id: string): Promise<MediaFile | undefined>
}

export function createCloudApi(settings: CloudSettings, { outgoing, patience }: TransportParts): CloudApi {
  const root = `${settings.url.replace(/\/$/, '')}/${settings.version}`
  const base = `${root}/${encodeURIComponent(settings.phoneNumberId)}`

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

  const headers = { authorization: `Bearer ${settings.token}` }

  return {
    async download(id) {
      const about = await fetchBounded(
        outgoing,
        `${root}/${encodeURIComponent(id)}`,
        headers,
        patience.request,
      )
      const told = fields(parseJson(new TextDecoder().decode(about?.bytes)))
      const url = words(told?.url)
      if (url === undefined) return undefined
      const file = await fetchBounded(outgoing, url, headers, patience.request)
      return file && { ...file, contentType: words(told?.mime_type) ?? file.contentType }
    },
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

import { createHmac } from 'node:crypto'
import type { WebhookResponse } from '../../src/contract/channel.ts'
import type { Attachment } from '../../src/contract/message.ts'
import type { Transport } from './transport.ts'
import { same } from './verify.ts'

/** As long as Meta keeps what people send. */
const LASTS_MS = 30 * 24 * 60 * 60 * 1000

export interface LinkParts {
  /** Signs the addresses. */
  key: Uint8Array
  clock: () => Date
}

/**
 * Attachments with an address under which people at the desk can look at them: the provider's own wants its sign-in. Who has the address may
 * look, so it is signed, and good for thirty days.
 * @param ownUrl where the channel is reached: `https://…/channels/whatsapp`
 */
export function withLinks(
  { key, clock }: LinkParts,
  ownUrl: string,
  account: string,
  attachments: readonly Attachment[],
  references: readonly string[],
): Attachment[] {
  return attachments.map((attachment, index) => {
    const reference = references[index]
    if (!reference) return attachment
    const what = Buffer.from(JSON.stringify([account, reference])).toString('base64url')
    const expires = clock().getTime() + LASTS_MS
    return { ...attachment, url: `${ownUrl}/media/in/${what}/${expires}/${sign(key, what, expires)}` }
  })
}

/** Serves what a shopper sent, fetched from the provider now. Anything but a signed address that is still good is not there. */
export async function serveMedia(
  { key, clock }: LinkParts,
  transports: ReadonlyMap<string, Transport>,
  path: string,
): Promise<WebhookResponse> {
  const [, what, expires, signature] = /^\/media\/in\/([\w-]+)\/(\d{13})\/([\w-]{43})$/.exec(path) ?? []
  if (what === undefined || expires === undefined || signature === undefined) return { status: 404 }
  if (!same(Buffer.from(signature), Buffer.from(sign(key, what, Number(expires))))) return { status: 404 }
  if (clock().getTime() > Number(expires)) return { status: 404 }
  const [account, reference] = JSON.parse(Buffer.from(what, 'base64url').toString()) as [string, string]
  const file = await transports
    .get(account)
    ?.fetchMedia?.(reference)
    .catch(() => undefined)
  if (!file) return { status: 404 }
  return {
    status: 200,
    headers: {
      'content-type': file.contentType,
      // Nothing that a shopper sent runs here, and what a browser cannot but show is shown.
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': SHOWN.test(file.contentType) ? 'inline' : 'attachment',
      'cache-control': 'private, max-age=3600',
    },
    bytes: file.bytes,
  }
}

const SHOWN = /^(image\/(jpeg|png|webp)|audio\/|video\/)/

function sign(key: Uint8Array, what: string, expires: number): string {
  return createHmac('sha256', key).update(`media ${what} ${expires}`).digest('base64url')
}

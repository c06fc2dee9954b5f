import type { IncomingMessage } from 'node:http'
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js'
import type { WebhookRequest } from '../../src/contract/channel.ts'
import { readForm } from './form.ts'

/** Whether Twilio signed a webhook: over the whole address, and the fields of a form or the digest of any other body. */
export function isSigned(authToken: string, request: WebhookRequest): boolean {
  const signature = request.headers['x-twilio-signature']
  if (!signature || !URL.canParse(request.url)) return false
  if (request.query.bodySHA256 !== undefined)
    return validateRequestWithBody(
      authToken,
      signature,
      request.url,
      Buffer.from(request.body).toString('utf8'),
    )
  return validateRequest(authToken, signature, request.url, readForm(request.body).signed)
}

/**
 * Whether Twilio signed the upgrade to the relay's socket. It signs the address as the TwiML names it (wss) or in its https
 * form; behind a proxy only the public one is right.
 */
export function isSignedUpgrade(
  authToken: string,
  request: IncomingMessage,
  publicUrl: string | undefined,
): boolean {
  const signature = request.headers['x-twilio-signature']
  if (typeof signature !== 'string') return false
  return upgradeUrls(request, publicUrl).some((url) => validateRequest(authToken, signature, url, {}))
}

function upgradeUrls(request: IncomingMessage, publicUrl: string | undefined): string[] {
  const host = publicUrl === undefined ? (request.headers.host ?? 'localhost') : new URL(publicUrl).host
  const place = `${host}${request.url ?? '/'}`
  // Without a proxy in between, a server on this machine is called without TLS.
  return ['wss', 'https', 'ws', 'http'].map((scheme) => `${scheme}://${place}`)
}

import type { verifySlackRequest } from '@slack/bolt'
import type { WebhookRequest, WebhookResponse } from '../../../contract/channel.ts'
import type { Admitted } from './admit.ts'
import { readBody, type Body } from './body.ts'

export interface HttpOptions {
  /** Bolt's. */
  verify: typeof verifySlackRequest
  signingSecret: string
  admit(body: Body): Promise<Admitted>
  count(reason: string): Promise<void>
  clock(): Date
  /** Takes over what is to be worked off. */
  start(work: NonNullable<Admitted['work']>): void
}

/** Answers a request of Slack's: verified over its raw bytes, kept, acknowledged; the work comes after. */
export async function answer(request: WebhookRequest, options: HttpOptions): Promise<WebhookResponse> {
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } }
  if (!isGenuine(request, options)) {
    await options.count('signature refused')
    return { status: 401 }
  }
  const body = readBody(request.body)
  if (body === undefined) {
    await options.count('not understood')
    return { status: 400 }
  }
  const admitted = await options.admit(body)
  if (admitted.work) options.start(admitted.work)
  if (admitted.answer === undefined) return { status: 200 }
  return typeof admitted.answer === 'string'
    ? { status: 200, headers: { 'content-type': 'text/plain' }, body: admitted.answer }
    : { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(admitted.answer) }
}

function isGenuine(
  { headers, body }: WebhookRequest,
  { verify, signingSecret, clock }: HttpOptions,
): boolean {
  try {
    verify({
      signingSecret,
      body: Buffer.from(body).toString(),
      headers: {
        'x-slack-signature': headers['x-slack-signature'] ?? '',
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp'] ?? Number.NaN),
      },
      nowMilliseconds: clock().getTime(),
    })
    return true
  } catch {
    return false
  }
}

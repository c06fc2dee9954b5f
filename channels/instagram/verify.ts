import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookRequest, WebhookResponse } from '../../src/contract/channel.ts'

/** Answers Meta's question whether the address is ours: the challenge for who knows the verify token. */
export function answerChallenge(query: WebhookRequest['query'], verifyToken: string): WebhookResponse {
  const asked = query['hub.mode'] === 'subscribe' && query['hub.challenge'] !== undefined
  if (!asked || !sameText(query['hub.verify_token'] ?? '', verifyToken)) return { status: 403 }
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: query['hub.challenge']! }
}

/** Whether the raw bytes carry the app's signature (`X-Hub-Signature-256: sha256=<hex>`). */
export function isSigned(body: Uint8Array, header: string | undefined, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (given === undefined) return false
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', appSecret).update(body).digest())
}

/** Compares without telling by the time it takes how much was right. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

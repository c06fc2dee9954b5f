import type { Receipt, WebhookRequest, WebhookResponse } from '../../../src/contract/channel.ts'
import type { Log } from '../../../src/contract/log.ts'
import { CLOUD_TEXT, ROWS, WINDOW_HOURS } from '../limits.ts'
import { CLOUD } from '../render.ts'
import type { CloudSettings, TransportParts } from '../settings.ts'
import type { Transport } from '../transport.ts'
import { createCloudApi, sentAs } from './api.ts'
import { upload } from './files.ts'
import { cloudAccount } from './parse.ts'
import { toBody, type Sendable } from './wire.ts'

/** Meta's Cloud API for one telephone number of the business. */
export function createCloud(settings: CloudSettings, parts: TransportParts & { log: Log }): Transport {
  const { log } = parts
  const api = createCloudApi(settings, parts)
  const account = cloudAccount(settings.phoneNumberId)

  async function post(body: unknown): Promise<Receipt> {
    const called = await api.messages(body)
    if (called.ok) return sentAs(called.body)
    if (called.operators && called.receipt.outcome === 'refused')
      log.error({ account, reason: called.receipt.reason }, 'WhatsApp does not take our messages')
    return called.receipt
  }

  return {
    account,
    dialect: CLOUD,
    limits: {
      textLength: CLOUD_TEXT,
      textUnit: 'characters',
      choices: ROWS,
      replyWindowHours: WINDOW_HOURS,
      templates: true,
    },
    async sendOne({ person }, wire) {
      if (person.number === undefined && person.scoped === undefined)
        return { outcome: 'refused', reason: 'WhatsApp gave this number to somebody else', permanent: true }
      const message: Sendable | Receipt =
        wire.type === 'file' ? await upload(api, wire.file, wire.caption) : wire
      if ('outcome' in message) return message
      return post(toBody(person, message))
    },
    fetchMedia: (id) => api.download(id),
    async typing(_who, replyTo) {
      if (replyTo === undefined) return
      const called = await api.messages({
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: replyTo,
        typing_indicator: { type: 'text' },
      })
      if (!called.ok) log.debug({ account, ...called.receipt }, 'read mark not shown')
    },
  }
}

/** Meta asks whether the address is ours: with the token that was entered there, and words to repeat. */
export function confirm(verifyToken: string | undefined, { query }: WebhookRequest): WebhookResponse {
  const known = verifyToken !== undefined && query['hub.verify_token'] === verifyToken
  const challenge = query['hub.challenge']
  if (query['hub.mode'] !== 'subscribe' || !known || challenge === undefined) return { status: 403 }
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge }
}

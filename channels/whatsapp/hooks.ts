import type { WebhookRequest, WebhookResponse } from '../../src/contract/channel.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Log } from '../../src/contract/log.ts'
import { confirm } from './cloud/index.ts'
import { hearCloud } from './cloud/parse.ts'
import type { HeardAll } from './heard.ts'
import { readJson } from './parse.ts'
import type { CloudSettings, TwilioSettings } from './settings.ts'
import type { TakeIn } from './transport.ts'
import { hearTwilio } from './twilio/parse.ts'
import { signedByTwilio } from './twilio/verify.ts'
import { signedByMeta } from './verify.ts'

export interface HookParts {
  take: TakeIn
  clock: () => Date
  log: Log
}

type Hook<Settings> = (
  parts: HookParts,
  settings: Settings | undefined,
  request: WebhookRequest,
) => Promise<WebhookResponse>

/** What Meta calls: once with GET when the address is entered, then with POST. */
export const cloudHook: Hook<CloudSettings> = async (parts, settings, request) => {
  if (!settings) return { status: 404 }
  if (request.method === 'GET') return confirm(settings.verifyToken, request)
  if (request.method !== 'POST') return { status: 405 }
  if (!signedByMeta(settings.appSecret, request.body, request.headers['x-hub-signature-256']))
    return refuse(parts, 'signature of Meta does not hold')
  const { heard, ignored } = understand(() => hearCloud(readJson(request.body)))
  await parts.take(heard, ignored)
  return { status: 200 }
}

/** TwiML without a verb: what there is to say is sent on its own, when it is known. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/**
 * What Twilio calls, for messages and for statuses. A repeated call has the I-Twilio-Idempotency-Token of the first, but the message's
 * own id tells as much, and tells it of all processes.
 */
export const twilioHook: Hook<TwilioSettings> = async (parts, settings, request) => {
  if (!settings) return { status: 404 }
  if (request.method !== 'POST') return { status: 405 }
  const form = new URLSearchParams(new TextDecoder().decode(request.body))
  if (!(await signedByTwilio(settings.authToken, request, form)))
    return refuse(parts, 'signature of Twilio does not hold')
  const { heard, ignored } = understand(() => hearTwilio(form, parts.clock().toISOString()))
  await parts.take(heard, ignored)
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: NOTHING_TO_SAY }
}

/** A webhook whose sender could not be proven: counted, nothing stored. */
async function refuse({ take, log }: HookParts, reason: string): Promise<WebhookResponse> {
  log.warn({ channel: 'whatsapp', reason }, 'webhook refused')
  await take([], [{ reason }]).catch((error: unknown) => {
    log.debug({ channel: 'whatsapp', error: String(error) }, 'refused webhook not counted')
  })
  return { status: 403 }
}

/** A signed body that is not understood is taken and counted: the provider would only send it again. */
function understand(hear: () => HeardAll): HeardAll {
  try {
    return hear()
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'input.invalid')
      return { heard: [], ignored: [{ reason: 'body is not understood' }] }
    throw error
  }
}

import { createHash } from 'node:crypto'
import type { Accept, WebhookRequest, WebhookResponse } from '../../../src/contract/channel.ts'
import { TributaryError } from '../../../src/contract/errors.ts'
import { receive, type Arrived, type ReceiveParts } from '../receive.ts'
import type { EmailSettings } from '../settings.ts'
import { jsonOf } from './fields.ts'
import { readForm, type Form } from './form.ts'
import { fromMailgun, isFresh, isSigned, signedPart, type Signed } from './mailgun.ts'
import { fromPostmark, POSTMARK_NOTICE } from './postmark.ts'
import { knowsSecret } from './secret.ts'
import { fromSendGrid } from './sendgrid.ts'

export interface WebhookParts extends Omit<ReceiveParts, 'accept'> {
  settings: Pick<EmailSettings, 'webhookSecret' | 'mailgunKey'>
  clock: () => Date
}

/** Answers the webhooks of Mailgun, Postmark and SendGrid. Throws when a mail could not be taken in: the provider comes again. */
export async function answerWebhook(
  parts: WebhookParts,
  accept: Accept,
  request: WebhookRequest,
): Promise<WebhookResponse> {
  const { webhookSecret, mailgunKey } = parts.settings
  const refuse = async (status: number, reason: string) => {
    await accept([], [{ reason }])
    return { status }
  }
  const provider = request.path.replace(/\/+$/, '')
  if (!['/mailgun', '/postmark', '/sendgrid'].includes(provider)) return { status: 404 }
  if (request.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } }
  if (provider === '/mailgun') {
    return mailgunKey
      ? answerMailgun({ ...parts, accept }, mailgunKey, request, refuse)
      : refuse(403, 'Mailgun is not set up')
  }
  if (!webhookSecret) return refuse(403, 'a webhook that is not set up')
  if (!knowsSecret(request, webhookSecret)) return refuse(401, 'a webhook without the secret')
  try {
    const arrived =
      provider === '/postmark' ? fromPostmark(jsonOf(textOf(request))) : fromSendGrid(await formOf(request))
    if (arrived) await take({ ...parts, accept }, arrived, parts.clock())
    else await accept([], [{ reason: POSTMARK_NOTICE }])
    return { status: 200 }
  } catch (error) {
    if (isUnreadable(error)) return refuse(400, 'a webhook that holds no mail')
    throw error
  }
}

type Refuse = (status: number, reason: string) => Promise<WebhookResponse>

async function answerMailgun(
  parts: WebhookParts & ReceiveParts,
  key: string,
  request: WebhookRequest,
  refuse: Refuse,
) {
  let form
  try {
    form = await formOf(request)
  } catch (error) {
    if (isUnreadable(error)) return refuse(406, 'a webhook that holds no mail')
    throw error
  }
  const signed = signedPart(form)
  if (!isSigned(signed, key)) return refuse(401, 'a forged signature')
  if (!isFresh(signed, parts.clock())) return refuse(403, 'a stale signature')
  const digest = digestOf(form)
  if (!(await claimToken(parts, signed, digest))) return refuse(403, 'a signature used before')
  try {
    await take(parts, fromMailgun(form), new Date(Number(signed.timestamp) * 1000))
    return { status: 200 }
  } catch (error) {
    // 406 tells Mailgun not to come again with it.
    if (isUnreadable(error)) return refuse(406, 'a webhook that holds no mail')
    throw error
  }
}

/** A token counts for one body: the same again is a repetition, another is a forgery. */
async function claimToken({ db, clock }: WebhookParts, { token }: Signed, digest: string): Promise<boolean> {
  await db.query(
    'INSERT INTO email_webhook_token (token, digest, at) VALUES ($1, $2, $3) ON CONFLICT (token) DO NOTHING',
    [token, digest, clock()],
  )
  const [row] = await db.query<{ digest: string }>(
    'SELECT digest FROM email_webhook_token WHERE token = $1',
    [token],
  )
  return row?.digest === digest
}

/** Of what is said; a repetition may be wrapped otherwise. */
function digestOf({ fields, files }: Form): string {
  const said = [...fields].map(([name, value]) => [name, value.toString('base64')]).sort()
  return createHash('sha256')
    .update(JSON.stringify([said, files]))
    .digest('hex')
}

function take(parts: ReceiveParts, arrived: Arrived, receivedAt: Date): Promise<void> {
  return receive(parts, [{ arrived, receivedAt }])
}

function formOf({ body, headers }: WebhookRequest) {
  return readForm(body, headers['content-type'] ?? '')
}

function textOf({ body }: WebhookRequest): string {
  return Buffer.from(body).toString('utf8')
}

function isUnreadable(error: unknown): boolean {
  return error instanceof TributaryError && error.code === 'input.invalid'
}

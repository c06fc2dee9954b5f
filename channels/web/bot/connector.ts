import type { Receipt } from '../../../src/contract/channel.ts'
import type { Outgoing } from '../../../src/contract/outgoing.ts'
import { TributaryError } from '../../../src/contract/errors.ts'
import type { Activity } from '../activity.ts'
import { isRecord } from '../body.ts'
import type { Reference } from './references.ts'
import type { BotSettings } from '../settings.ts'

/** Sends activities to the conversations of Bot Framework channels. */
export interface Connector {
  /** Never throws. Only `refused` says for certain that the shopper did not get it. */
  send(reference: Reference, activity: Activity): Promise<Receipt>
}

const TIMEOUT_MS = 15_000
const EARLY_MS = 5 * 60_000
const SCOPE = 'https://api.botframework.com/.default'
const LOGIN = 'https://login.microsoftonline.com'
const PUBLIC_TENANT = 'botframework.com'
/** Errors of a connection that was never made: nothing can have arrived. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * The connector's REST interface by hand instead of through the SDK's client: every request passes the guard against
 * private networks at the moment of connecting, and its outcome is known exactly.
 */
export function createConnector(settings: BotSettings, outgoing: Outgoing): Connector {
  const credential = createCredential(settings)
  return {
    async send(reference, activity) {
      try {
        const authorization = await credential()
        const response = await outgoing(addressOf(reference), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(authorization ? { authorization } : {}),
          },
          body: JSON.stringify({
            ...activity,
            from: reference.bot,
            recipient: reference.user,
            conversation: reference.conversation,
            channelId: reference.channelId,
            serviceUrl: reference.serviceUrl,
            ...(reference.activityId ? { replyToId: reference.activityId } : {}),
          }),
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        })
        return await receiptOf(response)
      } catch (error) {
        return failed(error)
      }
    },
  }
}

function addressOf({ serviceUrl, conversation, activityId }: Reference): string {
  const base = serviceUrl.replace(/\/+$/, '')
  const reply = activityId ? `/${encodeURIComponent(activityId)}` : ''
  return `${base}/v3/conversations/${encodeURIComponent(conversation.id)}/activities${reply}`
}

async function receiptOf(response: Response): Promise<Receipt> {
  const { status } = response
  if (status >= 200 && status < 300) {
    const body: unknown = await response.json().catch(() => undefined)
    const id = isRecord(body) && typeof body.id === 'string' && body.id !== '' ? body.id : 'accepted'
    return { outcome: 'sent', externalId: id }
  }
  await response.body?.cancel()
  const reason = `the connector answered ${status}`
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after')) || 5
    return { outcome: 'refused', reason, retryAfterSeconds: seconds, permanent: false }
  }
  // A server that failed may have sent it before it did.
  if (status >= 500) return { outcome: 'unknown', reason }
  return { outcome: 'refused', reason, permanent: status !== 401 }
}

function failed(error: unknown): Receipt {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof TributaryError) return { outcome: 'refused', reason, permanent: true }
  if (error instanceof LoginError) return { outcome: 'refused', reason, permanent: false }
  for (let at = error; at instanceof Error; at = at.cause)
    if (NEVER_SENT.has((at as NodeJS.ErrnoException).code ?? ''))
      return { outcome: 'refused', reason, permanent: false }
  return { outcome: 'unknown', reason }
}

class LoginError extends Error {
  override name = 'LoginError'
}

/** Our own token for the connector (OAuth 2.0 client credentials), kept until shortly before it expires. */
function createCredential(settings: BotSettings): () => Promise<string | undefined> {
  const { appId, appPassword } = settings
  let kept: { header: string; until: number } | undefined
  if (!appId) return async () => undefined
  const base = settings.loginUrl ?? `${LOGIN}/${encodeURIComponent(settings.tenantId ?? PUBLIC_TENANT)}`
  return async () => {
    if (kept && kept.until > Date.now()) return kept.header
    // The address is the operator's own setting, not the caller's: the guard is not asked.
    const response = await fetch(`${base}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: appPassword ?? '',
        scope: SCOPE,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new LoginError('the login service cannot be reached', { cause: error })
    })
    const body: unknown = await response.json().catch(() => undefined)
    if (!response.ok || !isRecord(body) || typeof body.access_token !== 'string')
      throw new LoginError(
        `the login service answered ${response.status}; check BOT_APP_ID and BOT_APP_PASSWORD`,
      )
    const lifetime = Number(body.expires_in) * 1000 || EARLY_MS * 2
    kept = { header: `Bearer ${body.access_token}`, until: Date.now() + Math.max(0, lifetime - EARLY_MS) }
    return kept.header
  }
}

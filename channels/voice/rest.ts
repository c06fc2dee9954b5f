import { neverSent, type Outgoing } from '../../src/contract/outgoing.ts'
import type { VoiceSettings } from './settings.ts'

/** How a request to Twilio ended. `unknown`: it may have had its effect. */
export type RestResult =
  | { outcome: 'done'; sid: string }
  | { outcome: 'refused'; reason: string; permanent: boolean; retryAfterSeconds?: number }
  | { outcome: 'unknown'; reason: string }

/** Twilio's REST API, as far as a call needs it. */
export interface Rest {
  sendMessage(to: string, body: string): Promise<RestResult>
  /** Lets a call go on at another address of ours, whatever it does now. */
  redirectCall(callSid: string, url: string): Promise<RestResult>
}

const BODY_LENGTH = 1600

export function createRest(settings: VoiceSettings, outgoing: Outgoing, requestMs: number): Rest {
  const account = `${settings.apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${settings.accountSid}`
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`

  const post = async (path: string, fields: Record<string, string>): Promise<RestResult> => {
    try {
      const response = await outgoing(`${account}/${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
        redirect: 'manual',
        signal: AbortSignal.timeout(requestMs),
      })
      return await resultOf(response)
    } catch (error) {
      if (neverSent(error)) return { outcome: 'refused', reason: 'not connected', permanent: false }
      return { outcome: 'unknown', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  return {
    sendMessage: (to, body) =>
      post('Messages.json', {
        To: to,
        From: settings.number,
        Body: body.slice(0, BODY_LENGTH).toWellFormed(),
      }),
    redirectCall: (callSid, url) =>
      post(`Calls/${encodeURIComponent(callSid)}.json`, { Url: url, Method: 'POST' }),
  }
}

async function resultOf(response: Response): Promise<RestResult> {
  const text = await response.text()
  const told = readBody(text)
  if (response.ok) {
    return typeof told.sid === 'string'
      ? { outcome: 'done', sid: told.sid }
      : { outcome: 'unknown', reason: 'an answer that names nothing' }
  }
  const reason = `${response.status}${typeof told.code === 'number' ? ` (${told.code})` : ''}`
  // 429 had no effect; what a server error did, nobody knows.
  if (response.status === 429) {
    const wait = Number(response.headers.get('retry-after'))
    return { outcome: 'refused', reason, permanent: false, ...(wait > 0 ? { retryAfterSeconds: wait } : {}) }
  }
  if (response.status >= 400 && response.status < 500) return { outcome: 'refused', reason, permanent: true }
  return { outcome: 'unknown', reason }
}

function readBody(text: string): { sid?: unknown; code?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

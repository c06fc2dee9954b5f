import { concernsSent, submissionErrors } from '../act/handlers.ts'
import { nextStep } from '../act/template-steps.ts'
import type { DeskParts } from '../parts.ts'
import { takeIn } from '../store/intake.ts'
import { part, type Body } from './body.ts'
import { classify } from './classify.ts'

/** What Slack is answered, and what is to be worked off afterwards. */
export interface Admitted {
  /** The body of the acknowledgement; a text or JSON. */
  answer?: string | Record<string, unknown>
  work?: { key: string; body: Body }
}

/** Nothing in a body that opens doors is kept with it. */
const SECRETS = ['token', 'response_url', 'response_urls', 'bot_access_token']

/**
 * Decides on something that Slack delivered, its signature verified. What asks for something is kept when this resolves, so it may be
 * acknowledged at once, whatever the work takes; everything else is counted by its reason.
 */
export async function admit(parts: DeskParts, body: Body): Promise<Admitted> {
  const found = classify(body)
  if (found.take === 'challenge') return { answer: found.challenge }
  if (found.take === 'nothing') {
    await parts.count([{ reason: found.reason }])
    return {}
  }
  const unusable = await refuse(parts, body, found.take)
  if (unusable?.reason !== undefined) await parts.count([{ reason: unusable.reason }])
  if (unusable || found.take === 'step')
    return unusable?.answer === undefined ? {} : { answer: unusable.answer }
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !SECRETS.includes(name)))
  if (await takeIn(parts.db, found.key, kept)) return { work: { key: found.key, body: kept } }
  await parts.count([{ reason: 'delivered before' }])
  return {}
}

async function refuse(
  parts: DeskParts,
  body: Body,
  take: string,
): Promise<{ reason?: string; answer?: Record<string, unknown> } | undefined> {
  try {
    if (take === 'change' && !(await concernsSent(parts, part(body, 'event'))))
      return { reason: 'people’s talk among themselves' }
    if (take === 'step') return { answer: await nextStep(parts, body) }
    const errors = take === 'submission' ? submissionErrors(body) : undefined
    return errors && { answer: { response_action: 'errors', errors } }
  } catch (error) {
    // A body that lacks what Slack promises; anything else is our failure, and Slack is to come again.
    if (error instanceof Error && (error.name === 'ZodError' || error instanceof SyntaxError))
      return { reason: 'not understood' }
    throw error
  }
}

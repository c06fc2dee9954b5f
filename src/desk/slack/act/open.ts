import type { OtherWays } from '../../../contract/desk.ts'
import { SlackRefusal, type SlackApi } from '../api.ts'
import type { SlackFile } from '../wire.ts'
import { escape } from '../text.ts'
import { whisper, type ActParts, type Acting } from './actor.ts'
import { sendModal, toWhom, type ModalPlace } from './modal.ts'
import { templateModal } from './template-modal.ts'

export interface Opening {
  /** The drafted answer. */
  draft?: true
  text?: string
  source?: string
  files?: readonly SlackFile[]
}

/**
 * Shows the text that would be sent, to whoever has the conversation. When the time for replies has run out: a template or an e-mail in
 * its place, where there is one.
 */
export async function openModal(
  parts: ActParts,
  acting: Acting,
  trigger: string,
  opening: Opening,
): Promise<void> {
  if (!(await hasIt(parts, acting))) return
  const { may, why = 'Nothing can be sent on that channel now.' } = await parts.work.maySend(
    acting.thread.handoff,
    [],
  )
  if (may) return openText(parts, acting, trigger, opening)
  const ways = await parts.work.otherWays(acting.thread.handoff)
  if (ways.templates.length > 0) return showTemplates(parts, acting, trigger, ways, why)
  if (ways.email !== undefined) return openText(parts, acting, trigger, opening, ways.email)
  await whisper(parts, acting.place, escape(why))
}

/** Lets whoever has the conversation choose a template. */
export async function openTemplates(parts: ActParts, acting: Acting, trigger: string): Promise<void> {
  if (!(await hasIt(parts, acting))) return
  const ways = await parts.work.otherWays(acting.thread.handoff)
  if (ways.templates.length > 0) return showTemplates(parts, acting, trigger, ways)
  await whisper(parts, acting.place, 'There is no template that may be sent any more. Nothing was sent.')
}

/** Lets whoever has the conversation write an e-mail to the shopper. */
export async function openEmail(parts: ActParts, acting: Acting, trigger: string): Promise<void> {
  if (!(await hasIt(parts, acting))) return
  const { email } = await parts.work.otherWays(acting.thread.handoff)
  if (email !== undefined) return openText(parts, acting, trigger, {}, email)
  await whisper(parts, acting.place, 'The shopper cannot be answered by e-mail any more. Nothing was sent.')
}

async function openText(
  parts: ActParts,
  acting: Acting,
  trigger: string,
  { draft, text, source, files = [] }: Opening,
  email?: string,
): Promise<void> {
  const one = await parts.work.case(acting.thread.handoff)
  const at = {
    ...placeOf(acting),
    ...(source === undefined ? {} : { source }),
    ...(files.length > 0 ? { files: files.map(({ id }) => id).slice(0, 20) } : {}),
  }
  const shown = draft === true ? (one.draft ?? '') : (text ?? '')
  const names = files.map(({ name }) => name)
  await show(parts, acting, trigger, sendModal(one, shown, at, names, email))
}

async function showTemplates(
  parts: ActParts,
  acting: Acting,
  trigger: string,
  { templates }: OtherWays,
  why?: string,
): Promise<void> {
  const to = toWhom(await parts.work.case(acting.thread.handoff))
  const heading = why === undefined ? to : `${to} ${escape(why)}`
  await show(parts, acting, trigger, templateModal(heading, templates, placeOf(acting)))
}

function placeOf({ thread }: Acting): ModalPlace {
  return { channel: thread.channel, thread: thread.ts }
}

async function show(
  parts: ActParts,
  acting: Acting,
  trigger: string,
  view: Parameters<SlackApi['openView']>[1],
): Promise<void> {
  try {
    await parts.api.openView(trigger, view)
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    parts.log.warn({ reason: error.reason }, 'a window was not opened in Slack')
    await whisper(
      parts,
      acting.place,
      'The window could not be opened in time. Nothing was sent; please press again.',
    )
  }
}

/** Whether this person has the conversation; they are told when not. */
async function hasIt(parts: ActParts, { thread, agent, place }: Acting): Promise<boolean> {
  if (thread.state === 'claimed' && thread.agent === agent.id) return true
  await whisper(
    parts,
    place,
    thread.state === 'claimed' && thread.agentName !== null
      ? `*${escape(thread.agentName)}* has this conversation. Nothing was sent.`
      : 'Claim the conversation first (press *Claim*, or write `@bot claim`). Nothing was sent.',
  )
  return false
}

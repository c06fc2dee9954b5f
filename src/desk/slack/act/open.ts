import { SlackRefusal } from '../api.ts'
import type { SlackFile } from '../wire.ts'
import { escape } from '../text.ts'
import { whisper, type ActParts, type Acting } from './actor.ts'
import { sendModal } from './modal.ts'

export interface Opening {
  /** The drafted answer. */
  draft?: true
  text?: string
  source?: string
  files?: readonly SlackFile[]
}

/** Shows the text that would be sent, to whoever has the conversation. */
export async function openModal(
  parts: ActParts,
  acting: Acting,
  trigger: string,
  opening: Opening,
): Promise<void> {
  const { thread, agent, place } = acting
  if (thread.state !== 'claimed' || thread.agent !== agent.id) return whisper(parts, place, whoHasIt(acting))
  const [one, { may, why }] = await Promise.all([
    parts.work.case(thread.handoff),
    parts.work.maySend(thread.handoff, []),
  ])
  if (!may) return whisper(parts, place, escape(why ?? 'Nothing can be sent on that channel now.'))
  const { source, files = [] } = opening
  const text = opening.draft === true ? (one.draft ?? '') : (opening.text ?? '')
  const at = {
    channel: thread.channel,
    thread: thread.ts,
    ...(source === undefined ? {} : { source }),
    ...(files.length > 0 ? { files: files.map(({ id }) => id).slice(0, 20) } : {}),
  }
  try {
    await parts.api.openView(
      trigger,
      sendModal(
        one,
        text,
        at,
        files.map(({ name }) => name),
      ),
    )
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    parts.log.warn({ reason: error.reason }, 'a window was not opened in Slack')
    await whisper(
      parts,
      place,
      'The window could not be opened in time. Nothing was sent; please press again.',
    )
  }
}

function whoHasIt({ thread }: Acting): string {
  return thread.state === 'claimed' && thread.agentName !== null
    ? `*${escape(thread.agentName)}* has this conversation. Nothing was sent.`
    : 'Claim the conversation first (press *Claim*, or write `@bot claim`). Nothing was sent.'
}

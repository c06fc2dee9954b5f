import type { DeskNews } from '../../../contract/desk.ts'
import { context } from '../blocks.ts'
import type { DeskParts } from '../parts.ts'
import { note } from '../render/notes.ts'
import { bodySections, spread } from '../render/said.ts'
import { NOTIFICATION_TEXT } from '../limits.ts'
import { escape, shorten } from '../text.ts'
import { addMessage, postedFor, type Thread } from '../store/threads.ts'
import { postAll, replace, type Taking } from './posting.ts'

/** The shopper changed a message: the one in the thread is changed too, and says so. */
export async function edited(
  parts: DeskParts,
  taking: Taking,
  thread: Thread,
  part: string,
  { externalId, text }: Extract<DeskNews, { kind: 'edited' }>,
): Promise<void> {
  const [first, ...rest] = await postedFor(parts.db, thread.handoff, 'shopper', externalId)
  const body = bodySections({ who: 'shopper', at: '', text, attachments: [] })
  const heading =
    first === undefined
      ? context(':pencil2: The shopper changed an earlier message to:')
      : context(':pencil2: *Shopper* · edited by the shopper', 'who')
  const posts = spread(escape(shorten(`Edited: ${text}`, NOTIFICATION_TEXT)), heading, body)
  if (first === undefined) {
    await postAll(parts, taking, thread, posts, { part })
    return
  }
  const [now, ...more] = posts
  await replace(parts, thread, first, now!)
  for (const ts of rest) await parts.api.remove(thread.channel, ts)
  const added = await postAll(parts, taking, thread, more, { part })
  await addMessage(parts.db, thread.handoff, 'shopper', externalId, [first, ...added])
}

/** The shopper deleted a message: its text goes here too. */
export async function deleted(
  parts: DeskParts,
  taking: Taking,
  thread: Thread,
  part: string,
  externalId: string,
): Promise<void> {
  const [first, ...rest] = await postedFor(parts.db, thread.handoff, 'shopper', externalId)
  const gone = ':wastebasket: The shopper deleted this message.'
  if (first === undefined) {
    await postAll(parts, taking, thread, [note(':wastebasket: The shopper deleted an earlier message.')], {
      part,
    })
    return
  }
  // The text that notifications show as well.
  await replace(parts, thread, first, { text: gone, blocks: [context(gone)] })
  for (const ts of rest) await parts.api.remove(thread.channel, ts)
  await addMessage(parts.db, thread.handoff, 'shopper', externalId, [first])
}

import type { DeskParts } from '../parts.ts'
import { note } from '../render/notes.ts'
import { dropThread, isLost, threadOf } from '../store/threads.ts'
import { replace } from './posting.ts'

/**
 * Removes what the bot posted of a shopper. What people wrote themselves a bot cannot delete: then the thread's first message stays,
 * blank, and asks them to.
 */
export async function erase(parts: DeskParts, handoff: number): Promise<void> {
  const thread = await threadOf(parts.db, handoff)
  if (!thread) return
  if (isLost(thread)) return dropThread(parts.db, handoff)
  const { user, bot } = await parts.api.identity()
  const messages = await parts.api.thread(thread.channel, thread.ts)
  const ours = messages.filter((message) => message.user === user || (bot !== '' && message.bot === bot))
  for (const { ts } of ours) if (ts !== thread.ts) await parts.api.remove(thread.channel, ts)
  if (ours.length === messages.length) await parts.api.remove(thread.channel, thread.ts)
  else
    await replace(
      parts,
      thread,
      thread.ts,
      note(
        ':wastebasket: The shopper’s data was erased. A bot cannot delete what people wrote in this thread: please delete your own messages about this shopper.',
      ),
    )
  await dropThread(parts.db, handoff)
}

import type { DeskEvent, DeskNews } from '../../../contract/desk.ts'
import type { DeskParts } from '../parts.ts'
import { deliveryLine, escalation, mentionOf, note, windowNote } from '../render/notes.ts'
import { saidPosts } from '../render/said.ts'
import { escape, shorten } from '../text.ts'
import { addMessage, isLost, setState, threadOf, type Thread } from '../store/threads.ts'
import { delivery } from './delivery.ts'
import { deleted, edited } from './changes.ts'
import { erase } from './erase.ts'
import { postAll, type Taking } from './posting.ts'
import { ensureThread, showState } from './thread.ts'

/** Does in Slack what an event of the feed says. */
export async function apply(parts: DeskParts, taking: Taking, event: DeskEvent): Promise<void> {
  const { news, handoff } = event
  if (news.kind === 'erased') return erase(parts, handoff)
  const opening = news.kind === 'opened'
  // A missing thread is no first time for whatever else comes: an earlier try may have opened it and died.
  const known = opening ? undefined : await threadOf(parts.db, handoff)
  const there = known !== undefined && !isLost(known)
  const thread = there
    ? known
    : await ensureThread(parts, opening ? taking : { ...taking, again: true }, handoff)
  if (!opening) await inThread(parts, taking, thread, event, news)
}

async function inThread(
  parts: DeskParts,
  taking: Taking,
  thread: Thread,
  event: DeskEvent,
  news: Exclude<DeskNews, { kind: 'opened' | 'erased' }>,
): Promise<void> {
  const part = `event:${event.id}`
  const { handoff } = event
  switch (news.kind) {
    case 'shopper': {
      const ts = await postAll(parts, taking, thread, saidPosts(news.said, news.said.name ?? 'Shopper'), {
        part,
      })
      return addMessage(parts.db, handoff, 'shopper', news.externalId, ts)
    }
    case 'saying': {
      const posts = saidPosts(news.said, 'Shopper', deliveryLine('sending'))
      const ts = await postAll(parts, taking, thread, posts, { part })
      return addMessage(parts.db, handoff, 'saying', news.key, ts)
    }
    case 'delivery':
      return delivery(parts, taking, thread, part, news)
    case 'edited':
      return edited(parts, taking, thread, part, news)
    case 'deleted':
      return deleted(parts, taking, thread, part, news.externalId)
    case 'joined': {
      const again = `:repeat: The bot was asked something else that needs a person too.\n*Question*\n${escape(shorten(news.question, 1500))}\n*Why*\n${escape(shorten(news.because, 600))}`
      await postAll(parts, taking, thread, [note(again)], { part })
      return
    }
    case 'reaction': {
      const what =
        news.text.trim() === '' ? 'took a reaction back' : `reacted with ${escape(shorten(news.text, 40))}`
      await postAll(parts, taking, thread, [note(`:speech_balloon: The shopper ${what}.`)], { part })
      return
    }
    case 'claimed':
    case 'released':
    case 'resolved': {
      await setState(parts.db, handoff, news.kind, news.agent, event.at)
      await showState(parts, handoff)
      await postAll(parts, taking, thread, [note(turnText(news))], { part })
      return
    }
    case 'escalated': {
      const call = escalation(news.times, mentionOf(parts.mention))
      await postAll(parts, taking, thread, [call], { part, broadcast: true })
      return
    }
    case 'window':
      await postAll(parts, taking, thread, [windowNote(news, parts.clock(), handoff)], { part })
  }
}

function turnText(news: Extract<DeskNews, { kind: 'claimed' | 'released' | 'resolved' }>): string {
  const who = news.agent === undefined ? undefined : `*${escape(shorten(news.agent.name, 80))}*`
  switch (news.kind) {
    case 'claimed':
      return `:raising_hand: ${who ?? 'Somebody'} has the conversation now. The bot is silent.`
    case 'released':
      return `:robot_face: The conversation is back with the bot${who === undefined ? '' : `, given back by ${who}`}.`
    case 'resolved':
      return `:white_check_mark: Resolved${who === undefined ? '' : ` by ${who}`}. The bot answers again.`
  }
}

import type { Verdict } from '../../../contract/desk.ts'
import { toFile } from '../wire.ts'
import type { DeskParts } from '../parts.ts'
import { fromMrkdwn, mentionedIn } from '../mrkdwn.ts'
import { ACTIONS } from '../render/opening.ts'
import { sentFrom } from '../store/threads.ts'
import { escape, shorten, when } from '../text.ts'
import { actingIn, attempt, whisper, type ActParts, type Acting } from './actor.ts'
import { readCommand, type Command } from './command.ts'
import { EMAIL_VIEW, SEND_VIEW, TEXT_BLOCK, TEXT_INPUT } from './modal.ts'
import { openEmail, openModal, openTemplates } from './open.ts'
import * as payloads from './payloads.ts'
import { sendToShopper } from './send.ts'

export const HELP = [
  'Messages in this thread stay internal. To the shopper goes only what you send:',
  '• `@bot send <text>` sends the text, and the files attached to it',
  '• the shortcut *Send to shopper* in a message’s menu (⋮) shows the text first',
  '• `@bot claim`, `@bot release` (back to the bot), `@bot resolve`, `@bot help`',
  '• `@bot link` gives you a code with which the shopper can go on, on another channel',
  'Each stands at the beginning of a new message.',
].join('\n')

const NOTHING: Record<Extract<Command, { do: 'nothing' }>['why'], string> = {
  unknown: 'That is no command. *Nothing was sent to the shopper.*',
  not_first: '*Nothing was sent to the shopper*: a command has to stand at the beginning of the message.',
  empty: 'Nothing was sent to the shopper.',
}

/** `@bot …` in a thread. */
export async function onMention(parts: ActParts, payload: unknown): Promise<void> {
  const event = payloads.mention.parse(payload)
  const place = { channel: event.channel, thread: event.thread_ts ?? event.ts, user: event.user }
  const command = readCommand(event.text, (await parts.api.identity()).user)
  if (command.do === 'help') return whisper(parts, place, HELP)
  const acting = await actingIn(parts, place)
  if (!acting) return
  if (event.edited !== undefined) {
    // Of one that was sent, its change is told by itself.
    if ((await sentFrom(parts.db, event.channel, event.ts)) !== undefined) return
    return whisper(parts, place, 'An edited message is not sent and does nothing. Please write a new one.')
  }
  switch (command.do) {
    case 'nothing':
      return whisper(parts, place, `${NOTHING[command.why]}\n${HELP}`)
    case 'send': {
      const text = await asMarkdown(parts, command.text)
      const files = (event.files ?? []).map((file) => toFile(file))
      const key = `slack:${event.channel}:${event.ts}`
      return sendToShopper(parts, acting, { text, files, key, source: event.ts })
    }
    case 'link':
      return linkCode(parts, acting)
    default:
      return turn(parts, acting, command.do)
  }
}

/** A button of the thread's first message. */
export async function onAction(parts: ActParts, payload: unknown): Promise<void> {
  const { user, channel, container, actions, trigger_id } = payloads.action.parse(payload)
  const place = { channel: channel.id, thread: container.thread_ts ?? container.message_ts, user: user.id }
  const acting = await actingIn(parts, place)
  if (!acting) return
  const name = Object.entries(ACTIONS).find(([, id]) => id === actions[0].action_id)?.[0]
  switch (name as keyof typeof ACTIONS | undefined) {
    case 'claim':
    case 'release':
    case 'resolve':
      return turn(parts, acting, name as 'claim' | 'release' | 'resolve')
    case 'draft':
      return openModal(parts, acting, trigger_id, { draft: true })
    case 'write':
      return openModal(parts, acting, trigger_id, { text: '' })
    case 'template':
      return openTemplates(parts, acting, trigger_id)
    case 'email':
      return openEmail(parts, acting, trigger_id)
    case 'draft_right':
    case 'draft_wrong':
    case 'not_in_wiki':
      return verdict(parts, acting, name as Verdict)
    default:
      await parts.count([{ reason: 'a button that is not known' }])
  }
}

/** “Send to shopper” in a message's menu. */
export async function onShortcut(parts: ActParts, payload: unknown): Promise<void> {
  const { user, channel, message, trigger_id } = payloads.shortcut.parse(payload)
  const place = { channel: channel.id, thread: message.thread_ts ?? message.ts, user: user.id }
  const acting = await actingIn(parts, place)
  if (!acting) return
  if (message.bot_id !== undefined)
    return whisper(parts, place, 'That is a message of a bot. Only what people wrote can be sent.')
  const files = (message.files ?? []).map((file) => toFile(file))
  await openModal(parts, acting, trigger_id, {
    text: await asMarkdown(parts, message.text),
    source: message.ts,
    files,
  })
}

/** The modal was confirmed: only now anything goes to the shopper. */
export async function onSubmission(parts: ActParts, payload: unknown): Promise<void> {
  const { user, view } = payloads.submission.parse(payload)
  const place = payloads.place.parse(JSON.parse(view.private_metadata))
  const { channel, thread, source, files = [], template } = place
  const acting = await actingIn(parts, { channel, thread, user: user.id })
  if (!acting) return
  await sendToShopper(parts, acting, {
    ...(template === undefined ? {} : { template }),
    byEmail: view.callback_id === EMAIL_VIEW,
    text: view.state.values[TEXT_BLOCK]?.[TEXT_INPUT]?.value?.trim() ?? '',
    files: files.map((id) => ({ id, name: 'file', contentType: 'application/octet-stream' })),
    key: `slack:view:${view.id}`,
    ...(source === undefined ? {} : { source }),
  })
}

/** Why a submitted modal cannot be taken, by block; undefined when it can. Slack shows it beside the field. */
export function submissionErrors(payload: unknown): Record<string, string> | undefined {
  const { view } = payloads.submission.parse(payload)
  if (view.callback_id !== SEND_VIEW && view.callback_id !== EMAIL_VIEW) return undefined
  const { files = [] } = payloads.place.parse(JSON.parse(view.private_metadata))
  const text = view.state.values[TEXT_BLOCK]?.[TEXT_INPUT]?.value?.trim() ?? ''
  return text === '' && files.length === 0 ? { [TEXT_BLOCK]: 'Write something to send.' } : undefined
}

/** Whether a change of a message in Slack concerns anybody: only of one that was sent to a shopper. */
export async function concernsSent(parts: DeskParts, payload: unknown): Promise<boolean> {
  const { channel, message, previous_message } = payloads.change.parse(payload)
  const ts = message?.ts ?? previous_message?.ts
  return ts !== undefined && (await sentFrom(parts.db, channel, ts)) !== undefined
}

/** Somebody changed or deleted what was sent already: it cannot be called back, and is never sent again. */
export async function onChange(parts: ActParts, payload: unknown): Promise<void> {
  const { channel, message, previous_message, subtype } = payloads.change.parse(payload)
  const ts = message?.ts ?? previous_message?.ts
  const user = message?.user ?? previous_message?.user
  if (ts === undefined || user === undefined) return
  const handoff = await sentFrom(parts.db, channel, ts)
  if (handoff === undefined) return
  const one = await parts.work.case(handoff)
  const what = subtype === 'message_changed' ? 'changed' : 'deleted'
  await whisper(
    parts,
    { channel, thread: await threadTs(parts, handoff, ts), user },
    `You ${what} a message that was sent to the shopper already. On ${escape(one.channel)} it cannot be ${what} any more: the shopper still sees what you sent. To correct it, send a new message with \`@bot send\`.`,
  )
}

async function threadTs(parts: DeskParts, handoff: number, otherwise: string): Promise<string> {
  const [row] = await parts.db.query<{ ts: string }>('SELECT ts FROM slack_thread WHERE handoff = $1', [
    handoff,
  ])
  return row?.ts ?? otherwise
}

/** Claiming, giving back, closing. What the thread shows comes from the feed, when it has really happened. */
async function turn(parts: ActParts, acting: Acting, how: 'claim' | 'release' | 'resolve'): Promise<void> {
  await attempt(parts, acting, () => parts.work[how](acting.thread.handoff, acting.agent))
}

/** A code for the shopper, shown to whoever asked for it alone. */
async function linkCode(parts: ActParts, acting: Acting): Promise<void> {
  await attempt(parts, acting, async () => {
    const { code, expiresAt } = await parts.work.linkCode(acting.thread.handoff, acting.agent)
    await whisper(
      parts,
      acting.place,
      `Code *${escape(code)}*, good once until ${when(expiresAt)}. When the shopper writes it on another channel, both count as one person. Nothing was sent: pass it on yourself.`,
    )
  })
}

const VERDICTS: Record<Verdict, string> = {
  draft_right: 'the draft was right',
  draft_wrong: 'the draft was wrong',
  not_in_wiki: 'the wiki does not answer this',
}

async function verdict(parts: ActParts, acting: Acting, one: Verdict): Promise<void> {
  const noted = await attempt(parts, acting, () =>
    parts.work.verdict(acting.thread.handoff, acting.agent, one),
  )
  if (noted) await whisper(parts, acting.place, `Noted: ${VERDICTS[one]}. Thank you, the bot learns from it.`)
}

async function asMarkdown(parts: ActParts, text: string): Promise<string> {
  return fromMrkdwn(text, await parts.people.names(mentionedIn(text)))
}

/** What a person asked for could not be done in several tries. */
export async function onGivenUp(parts: ActParts, payload: unknown): Promise<void> {
  const body = payload as Record<string, unknown>
  const event = payloads.mention.safeParse(body.event).data
  const act = payloads.action.safeParse(body).data
  const sent = payloads.submission.safeParse(body).data
  const at = sent && payloads.place.safeParse(JSON.parse(sent.view.private_metadata)).data
  const place = event
    ? { channel: event.channel, thread: event.thread_ts ?? event.ts, user: event.user }
    : act
      ? {
          channel: act.channel.id,
          thread: act.container.thread_ts ?? act.container.message_ts,
          user: act.user.id,
        }
      : at && sent && { channel: at.channel, thread: at.thread, user: sent.user.id }
  if (!place) return
  const text = event?.text ?? sent?.view.state.values[TEXT_BLOCK]?.[TEXT_INPUT]?.value
  const mine = text ? `\nYour text was:\n>>> ${escape(shorten(text, 3000))}` : ''
  await whisper(
    parts,
    place,
    `*That could not be done*, because something failed here. Please try again.${mine}`,
  )
}

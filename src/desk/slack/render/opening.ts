import type { DeskCase, FoundPassage } from '../../../contract/desk.ts'
import {
  actions,
  button,
  context,
  section,
  weight,
  type Block,
  type Button,
  type Post,
  ACTS,
  STATE,
} from '../blocks.ts'
import { MESSAGE_BLOCKS, NOTIFICATION_TEXT } from '../limits.ts'
import { duration, escape, link, shorten, toMrkdwn, when } from '../text.ts'
import { newest, transcriptPosts } from './transcript.ts'

/** What the first message of a thread says of the handoff. */
export interface ThreadState {
  state: 'open' | 'claimed' | 'released' | 'resolved'
  agentName: string | null
  since: Date | null
}

export const ACTIONS = {
  claim: 'desk_claim',
  release: 'desk_release',
  resolve: 'desk_resolve',
  draft: 'desk_draft',
  write: 'desk_write',
  template: 'desk_template',
  email: 'desk_email',
  draft_right: 'desk_draft_right',
  draft_wrong: 'desk_draft_wrong',
  not_in_wiki: 'desk_not_in_wiki',
} as const

const CHANNEL_NAMES: Record<string, string> = {
  web: 'Web chat',
  email: 'E-mail',
  whatsapp: 'WhatsApp',
  instagram: 'Instagram',
  voice: 'Telephone',
}

/** The first messages of a handoff: the thread's own, then what did not fit in it. */
export function openingPosts(one: DeskCase, state: ThreadState, now: Date): Post[] {
  const shopper = shopperName(one)
  for (const scale of [1, 0.6, 0.35, 0.2, 0.1]) {
    const { root, cut } = rootPost(one, state, now, scale)
    if (weight(root.blocks) <= MESSAGE_BLOCKS)
      return cut ? [root, ...transcriptPosts(one.transcript, shopper)] : [root]
  }
  throw new RangeError('The first message of a handoff cannot be made short enough.')
}

function rootPost(one: DeskCase, state: ThreadState, now: Date, scale: number): { root: Post; cut: boolean } {
  const room = (characters: number) => Math.floor(characters * scale)
  const shopper = shopperName(one)
  const question = shorten(one.question, room(1500))
  const before = newest(one.transcript, shopper, room(2500))
  const cut = before.cut || question.length < one.question.toWellFormed().length
  const passages = one.passages.slice(0, 5).map((found) => passageLine(found, room(220)))
  const blocks: Block[] = [
    section(stateText(state), STATE),
    context(facts(one, now)),
    section(`*Question*\n${escape(question)}`),
    section(`*Why it was handed off*\n${escape(shorten(one.because, room(600)))}`),
    ...(before.text === '' ? [] : [section(`*Conversation*\n${before.text}`)]),
    ...(cut ? [context('The whole conversation is in the thread.')] : []),
    section(
      passages.length > 0
        ? `*Passages found*\n${firstThatFit(passages, 2900).join('\n')}`
        : '*Passages found*\nNone that fits.',
    ),
    ...(one.draft === undefined
      ? []
      : [section(`*Drafted answer* (not sent)\n${toMrkdwn(shorten(one.draft, room(2500)))}`)]),
    ...actsOf(one.handoff, state, one.draft !== undefined),
  ]
  return {
    root: {
      text: escape(shorten(`New handoff from ${shopper}: ${one.question}`, NOTIFICATION_TEXT)),
      blocks,
    },
    cut,
  }
}

/** The line on top: where the conversation is now. */
export function stateText({ state, agentName, since }: ThreadState): string {
  const who = escape(shorten(agentName ?? 'somebody', 80))
  const at = since === null ? '' : ` since ${when(since)}`
  switch (state) {
    case 'open':
      return ':large_orange_circle: *New handoff* – waiting for somebody to claim it.'
    case 'claimed':
      return `:large_green_circle: *Claimed* by *${who}*${at}.`
    case 'released':
      return `:white_circle: *Back with the bot*${at}${agentName === null ? '' : `, given back by ${who}`}.`
    case 'resolved':
      return `:white_check_mark: *Resolved*${at}${agentName === null ? '' : ` by ${who}`}.`
  }
}

/** The buttons that make sense in a state. */
export function actsOf(handoff: number, { state }: Pick<ThreadState, 'state'>, draft: boolean): Block[] {
  const value = String(handoff)
  const one = (name: keyof typeof ACTIONS, label: string, style?: Button['style']) =>
    button(ACTIONS[name], label, value, style)
  const acts: Button[] = []
  if (state === 'open') acts.push(one('claim', 'Claim', 'primary'))
  if (state === 'claimed') {
    if (draft) acts.push(one('draft', 'Send draft', 'primary'))
    acts.push(one('write', 'Write to shopper'), one('release', 'Back to the bot'))
  }
  if (state === 'open' || state === 'claimed') acts.push(one('resolve', 'Resolve'))
  const verdicts = [
    ...(draft ? [one('draft_right', 'Draft was right'), one('draft_wrong', 'Draft was wrong')] : []),
    one('not_in_wiki', 'Not in the wiki'),
  ]
  return [...(acts.length > 0 ? [actions(acts, ACTS)] : []), actions(verdicts, 'verdicts')]
}

export function shopperName({ shopper }: Pick<DeskCase, 'shopper'>): string {
  return shopper.name ?? shopper.id
}

function facts(one: DeskCase, now: Date): string {
  const { shopper } = one
  const who = shopper.name === undefined ? shopper.id : `${shopper.name} (${shopper.id})`
  return [
    `*Shopper:* ${escape(shorten(who, 160))}`,
    `*Channel:* ${CHANNEL_NAMES[one.channel] ?? escape(one.channel)}`,
    ...(one.language === undefined ? [] : [`*Language:* ${escape(one.language)}`]),
    windowText(one.windowClosesAt, now),
    `*Asked:* ${when(one.openedAt)}`,
    ...(one.traceId === undefined ? [] : [`*Trace:* ${escape(one.traceId)}`]),
  ].join('  ·  ')
}

/** How long people may still reply. */
export function windowText(closesAt: string | undefined, now: Date): string {
  if (closesAt === undefined) return '*Reply:* any time'
  const left = new Date(closesAt).getTime() - now.getTime()
  return left > 0
    ? `*Reply until:* ${when(closesAt)} (${duration(left)} left)`
    : `*Reply:* the time for replies ended ${when(closesAt)}`
}

function firstThatFit(lines: readonly string[], room: number): string[] {
  let left = room
  return lines.filter((line) => (left -= line.length + 1) >= 0)
}

function passageLine({ title, heading, url, text }: FoundPassage, room: number): string {
  const path = [title, ...heading].join(' › ')
  const excerpt = plainExcerpt(text)
  return `• ${link(url, shorten(path, 150))}\n${escape(shorten(excerpt, Math.max(room, 40)))}`
}

/** A passage of a page as running text: its headings stand above it already, and tables and marks only hinder the eye. */
function plainExcerpt(markdown: string): string {
  return markdown
    .replaceAll(/^#{1,6} .*$/gm, '')
    .replaceAll(/^[\s|:-]+$/gm, '')
    .replaceAll(
      /^\s*\|(.*)\|\s*$/gm,
      (_row, cells: string) =>
        `${cells
          .split('|')
          .map((cell) => cell.trim())
          .join(', ')};`,
    )
    .replaceAll(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/\*\*|__|`|^\s*>\s?(?:\[![A-Z]+\])?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

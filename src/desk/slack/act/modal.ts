import type { webApi } from '@slack/bolt'
import type { DeskCase } from '../../../contract/desk.ts'
import type { Template } from '../../../contract/message.ts'
import { INPUT_TEXT } from '../limits.ts'
import { shopperName } from '../render/opening.ts'
import { escape, shorten } from '../text.ts'

type View = Extract<webApi.ViewsOpenArguments['view'], { type: 'modal' }>

export const SEND_VIEW = 'desk_send'
/** The same, and it goes by e-mail. */
export const EMAIL_VIEW = 'desk_email'
export const TEXT_BLOCK = 'text'
export const TEXT_INPUT = 'value'

/** What a modal remembers of where it was opened. */
export interface ModalPlace {
  channel: string
  thread: string
  /** The message in Slack that is sent. */
  source?: string
  /** Ids of its files. */
  files?: string[]
  /** What was chosen so far. */
  template?: Template
}

/** Shows what would go to the shopper, to be looked at and changed before it does. */
export function sendModal(
  one: DeskCase,
  text: string,
  place: ModalPlace,
  files: readonly string[],
  email?: string,
): View {
  const initial = text.slice(0, INPUT_TEXT).toWellFormed()
  const to = `${toWhom(one, email)} The shopper gets exactly this:`
  const notes = [
    ...(email === undefined
      ? []
      : [':e-mail: When the shopper replies by e-mail, the bot answers, or hands over in another thread.']),
    ...(files.length > 0
      ? [`:paperclip: With ${files.map((name) => escape(shorten(name, 100))).join(', ')}`]
      : []),
    ...(text.length > INPUT_TEXT
      ? [':scissors: The text was too long for this window; its end is left out.']
      : []),
  ]
  return {
    type: 'modal',
    callback_id: email === undefined ? SEND_VIEW : EMAIL_VIEW,
    title: { type: 'plain_text', text: email === undefined ? 'Send to shopper' : 'Answer by e-mail' },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Cancel' },
    private_metadata: JSON.stringify(place),
    blocks: [
      { type: 'context', elements: [{ type: 'mrkdwn', text: to, verbatim: true }] },
      {
        type: 'input',
        block_id: TEXT_BLOCK,
        // With a file the text may stay empty.
        optional: files.length > 0,
        label: { type: 'plain_text', text: 'Message' },
        element: {
          type: 'plain_text_input',
          action_id: TEXT_INPUT,
          multiline: true,
          max_length: INPUT_TEXT,
          ...(initial === '' ? {} : { initial_value: initial }),
        },
      },
      ...notes.map((line) => ({
        type: 'context' as const,
        elements: [{ type: 'mrkdwn' as const, text: line.slice(0, 2000), verbatim: true }],
      })),
    ],
  }
}

/** To whom something goes, and where. */
export function toWhom(one: DeskCase, email?: string): string {
  const where =
    email === undefined ? `on ${escape(one.channel)}` : `by e-mail (${escape(shorten(email, 200))})`
  return `To *${escape(shorten(shopperName(one), 100))}* ${where}.`
}

import { BUTTON_TEXT, BUTTON_VALUE, CONTEXT_TEXT, SECTION_TEXT } from './limits.ts'

export interface Text {
  type: 'mrkdwn' | 'plain_text'
  text: string
  /** Slack leaves the text as it is: it makes no links or mentions of anything in it. */
  verbatim?: boolean
  emoji?: boolean
}

export interface Button {
  type: 'button'
  action_id: string
  text: Text
  value: string
  style?: 'primary' | 'danger'
}

export type Block =
  | { type: 'section'; block_id?: string; text: Text }
  | { type: 'context'; block_id?: string; elements: Text[] }
  | { type: 'actions'; block_id?: string; elements: Button[] }

/** One message: its blocks, and the text that notifications show. */
export interface Post {
  text: string
  blocks: Block[]
}

/** Block ids that are found again when a message is changed. */
export const STATE = 'state'
export const ACTS = 'acts'
export const BODY = 'body'

/** Text in Slack's markup, which has to be escaped already. */
export function section(mrkdwn: string, id?: string): Block {
  return { type: 'section', ...named(id), text: text(mrkdwn) }
}

/** A small grey line. */
export function context(mrkdwn: string, id?: string): Block {
  return { type: 'context', ...named(id), elements: [text(mrkdwn.slice(0, CONTEXT_TEXT).toWellFormed())] }
}

export function actions(elements: Button[], id?: string): Block {
  return { type: 'actions', ...named(id), elements }
}

export function button(action: string, label: string, value: string, style?: Button['style']): Button {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label.slice(0, BUTTON_TEXT).toWellFormed(), emoji: false },
    value: value.slice(0, BUTTON_VALUE).toWellFormed(),
    ...(style === undefined ? {} : { style }),
  }
}

function text(mrkdwn: string): Text {
  return { type: 'mrkdwn', text: mrkdwn.slice(0, SECTION_TEXT).toWellFormed(), verbatim: true }
}

function named(id: string | undefined): { block_id?: string } {
  return id === undefined ? {} : { block_id: id }
}

/** Characters that Slack counts. */
export function weight(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length
}

import type { webApi } from '@slack/bolt'
import type { Template } from '../../../contract/message.ts'
import { parameterCount, readsAs, type OfferedTemplate } from '../../../contract/template.ts'
import { METADATA, OPTION_TEXT, OPTIONS, PARAMETER_TEXT, SECTION_TEXT } from '../limits.ts'
import { escape, pieces, shorten } from '../text.ts'
import type { ModalPlace } from './modal.ts'

type View = Extract<webApi.ViewsOpenArguments['view'], { type: 'modal' }>
type ViewBlock = View['blocks'][number]

/** Steps of one window: choose, fill in, look and send. Only the last one sends. */
export const CHOOSE_VIEW = 'desk_template_choose'
export const FILL_VIEW = 'desk_template_fill'
export const TEMPLATE_VIEW = 'desk_template_send'

export const TEMPLATE_BLOCK = 'template'
export const PARAMETERS_BLOCK = 'parameters'
/** The field of one parameter, counted from 1. */
export const parameterBlock = (number: number) => `parameter_${number}`
export const FIELD = 'value'

/** Shown on top of the first step. */
const EXPLAINED = 'Templates are messages that the provider approved; only their parameters can be chosen.'
const MOST_SHOWN = 20

/** The first step: which template, where there is more than one. */
export function templateModal(heading: string, offered: readonly OfferedTemplate[], place: ModalPlace): View {
  const [first, another] = offered
  if (first && !another) return chosen(first, place, heading)
  const shown = offered.slice(0, OPTIONS)
  return modal(CHOOSE_VIEW, 'Next', place, [
    small(heading),
    small(EXPLAINED),
    {
      type: 'input',
      block_id: TEMPLATE_BLOCK,
      label: plain('Template'),
      element: {
        type: 'static_select',
        action_id: FIELD,
        options: shown.map((template, index) => ({
          text: plain(titleOf(template)),
          value: String(index),
        })),
      },
    },
    ...shown
      .filter(({ text }) => text !== undefined)
      .slice(0, MOST_SHOWN)
      .map((template) => words(`*${escape(titleOf(template))}*\n${escape(shorten(template.text!, 600))}`)),
  ])
}

/** The second step: its parameters, where it has any; else the last one. */
export function chosen(template: OfferedTemplate, place: ModalPlace, heading?: string): View {
  const count = parameterCount(template)
  const { name, language, text } = template
  if (count === 0) return preview(template, [], place, heading)
  return modal(FILL_VIEW, 'Preview', { ...place, template: { name, language, parameters: [] } }, [
    ...(heading === undefined ? [] : [small(heading)]),
    words(`*${escape(titleOf(template))}*`),
    ...(text === undefined
      ? [small('Its words are known to the provider alone.')]
      : pieces(text, SECTION_TEXT).map((piece) => words(escape(piece)))),
    ...(count === undefined
      ? [allParameters()]
      : Array.from({ length: count }, (_, at) => parameter(at + 1))),
  ])
}

/** The last step: what the shopper reads. */
export function preview(
  template: OfferedTemplate,
  parameters: string[],
  place: ModalPlace,
  heading?: string,
): View {
  const { name, language, text } = template
  return modal(TEMPLATE_VIEW, 'Send', { ...place, template: { name, language, parameters } }, [
    ...(heading === undefined ? [] : [small(heading)]),
    small(
      text === undefined
        ? 'The words of this template are known to the provider alone. It is sent with these parameters:'
        : 'The shopper reads:',
    ),
    ...pieces(readsAs(template, parameters), SECTION_TEXT).map((piece) => words(escape(piece))),
  ])
}

/** Whether a template with its parameters fits in what a window can remember. */
export function fits(template: Template, place: ModalPlace): boolean {
  return JSON.stringify({ ...place, template }).length <= METADATA
}

function allParameters(): ViewBlock {
  return {
    type: 'input',
    block_id: PARAMETERS_BLOCK,
    optional: true,
    label: plain('Parameters, one a line; none if it has none'),
    element: { type: 'plain_text_input', action_id: FIELD, multiline: true, max_length: PARAMETER_TEXT },
  }
}

function parameter(number: number): ViewBlock {
  return {
    type: 'input',
    block_id: parameterBlock(number),
    label: plain(`In place of {{${number}}}`),
    element: { type: 'plain_text_input', action_id: FIELD, max_length: PARAMETER_TEXT },
  }
}

function titleOf({ name, language }: OfferedTemplate): string {
  return `${shorten(name, OPTION_TEXT - 20)} (${shorten(language, 15)})`
}

function modal(callback: string, submit: string, place: ModalPlace, blocks: ViewBlock[]): View {
  return {
    type: 'modal',
    callback_id: callback,
    title: plain('Send a template'),
    submit: plain(submit),
    close: plain('Cancel'),
    private_metadata: JSON.stringify(place),
    blocks,
  }
}

function plain(text: string): { type: 'plain_text'; text: string } {
  return { type: 'plain_text', text }
}

function words(mrkdwn: string): ViewBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: mrkdwn, verbatim: true } }
}

function small(mrkdwn: string): ViewBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: mrkdwn, verbatim: true }] }
}

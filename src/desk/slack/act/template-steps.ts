import { parameterCount, type OfferedTemplate } from '../../../contract/template.ts'
import type { DeskParts } from '../parts.ts'
import { threadAt } from '../store/threads.ts'
import * as payloads from './payloads.ts'
import {
  CHOOSE_VIEW,
  FIELD,
  PARAMETERS_BLOCK,
  TEMPLATE_BLOCK,
  chosen,
  fits,
  parameterBlock,
  preview,
} from './template-modal.ts'

const GONE = 'This template may not be sent any more. Close the window and press the button again.'
const LONG = 'This is too long for a template.'

/** What Slack shows after a step that sends nothing: the next one, or what is wrong with this. */
export async function nextStep(parts: DeskParts, payload: unknown): Promise<Record<string, unknown>> {
  const { view } = payloads.submission.parse(payload)
  const place = payloads.place.parse(JSON.parse(view.private_metadata))
  const field = (block: string) => view.state.values[block]?.[FIELD]
  const thread = await threadAt(parts.db, place.channel, place.thread)
  const offered = thread ? (await parts.work.otherWays(thread.handoff)).templates : []
  if (view.callback_id === CHOOSE_VIEW) {
    const template = offered[Number(field(TEMPLATE_BLOCK)?.selected_option?.value ?? Number.NaN)]
    return template ? update(chosen(template, place)) : errors({ [TEMPLATE_BLOCK]: GONE })
  }
  const template = offered.find(
    ({ name, language }) => name === place.template?.name && language === place.template.language,
  )
  const blocks = blocksOf(template)
  if (!template) return errors(Object.fromEntries(Object.keys(view.state.values).map((id) => [id, GONE])))
  const given = blocks.map((block) => field(block)?.value?.trim() ?? '')
  const parameters =
    parameterCount(template) === undefined
      ? given.flatMap((lines) => lines.split('\n')).flatMap((line) => line.trim() || [])
      : given
  const empty = parameters.flatMap((text, at) => (text === '' ? [[blocks[at]!, 'Write something.']] : []))
  if (empty.length > 0) return errors(Object.fromEntries(empty) as Record<string, string>)
  const { name, language } = template
  if (!fits({ name, language, parameters }, place)) return errors({ [blocks[0]!]: LONG })
  return update(preview(template, parameters, place))
}

/** The fields of the second step. */
function blocksOf(template: OfferedTemplate | undefined): string[] {
  const count = template && parameterCount(template)
  if (count === undefined) return [PARAMETERS_BLOCK]
  return Array.from({ length: count }, (_, at) => parameterBlock(at + 1))
}

function update(view: object): Record<string, unknown> {
  return { response_action: 'update', view }
}

function errors(found: Record<string, string>): Record<string, unknown> {
  return { response_action: 'errors', errors: found }
}

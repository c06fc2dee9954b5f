import type { Parsed } from '../../../contract/message.ts'
import { TributaryError } from '../../../contract/errors.ts'
import { field, part, readBody, type Body } from '../receive/body.ts'
import { ignored } from './base.ts'
import { parseEvent } from './event.ts'
import { parseActions, parseCommand, parseShortcut, parseSubmission } from './interaction.ts'

/**
 * What a file with a body of Slack's comes to: an event, an interaction or a slash command, as JSON or as a form.
 * @throws input.invalid when it is none
 */
export function parseFile(name: string, bytes: Uint8Array): Parsed {
  const body = readBody(bytes)
  if (!body || !isSlacks(body))
    throw new TributaryError('input.invalid', `${name} is no body that Slack sends.`)
  return parse(body)
}

function isSlacks(body: Body): boolean {
  return (
    typeof body.type === 'string' ||
    part(body, 'event') !== undefined ||
    field(body, 'command') !== undefined ||
    'command' in body
  )
}

/** The normal form of something that Slack delivered. */
export function parse(body: Body): Parsed {
  const type = field(body, 'type')
  const event = part(body, 'event')
  if (event) return parseEvent(body, event)
  if (type === 'url_verification') return ignored('url verification')
  if ('command' in body) return parseCommand(body)
  switch (type) {
    case 'block_actions':
    case 'interactive_message':
      return parseActions(body)
    case 'message_action':
      return parseShortcut(body)
    case 'view_submission':
      return parseSubmission(body)
    default:
      return ignored(type === undefined ? 'not understood' : 'interaction of another kind')
  }
}

import { graphError, type GraphAnswer } from './graph.ts'

type Fields = Record<string, unknown>

/** Templates that were approved: `name:language` with the number of their parameters. */
export type Templates = ReadonlyMap<string, number>

/** What of a message is wrong in Meta's eyes; undefined when it may be sent. Lengths count code points, as Meta does. */
export function refuseMessage(
  body: Fields,
  templates: Templates,
  uploads: ReadonlySet<string>,
): GraphAnswer | undefined {
  if (body.messaging_product !== 'whatsapp')
    return graphError({ code: 100, message: 'The parameter messaging_product is required.' })
  if (body.to === undefined && body.recipient === undefined)
    return graphError({ code: 100, message: 'The parameter to is required.' })
  if (body.to !== undefined && !(typeof body.to === 'string' && /^\+?\d{5,15}$/.test(body.to)))
    return invalid('to')
  if (body.recipient !== undefined && !/^[A-Z]{2}\.(ENT\.)?\w+$/.test(String(body.recipient)))
    return invalid('recipient')
  const type = String(body.type ?? 'text')
  const part = body[type] as Fields | undefined
  if (typeof part !== 'object')
    return graphError({ code: 100, message: `The parameter ${type} is required.` })
  switch (type) {
    case 'text':
      return tooLong("text['body']", part.body, 4096)
    case 'interactive':
      return refuseInteractive(part)
    case 'template':
      return refuseTemplate(part, templates)
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
      return refuseMedia(type, part, uploads)
    default:
      return invalid('type')
  }
}

function refuseInteractive({ type, body, action }: Fields): GraphAnswer | undefined {
  const text = (body as Fields | undefined)?.text
  const wrong = tooLong("interactive['body']['text']", text, 1024)
  if (wrong) return wrong
  const parts = action as Fields
  if (type === 'button') {
    const replies = ((parts.buttons ?? []) as Fields[]).map((button) => button.reply as Fields)
    if (replies.length < 1 || replies.length > 3) return invalid('buttons: 1 to 3 are needed')
    return refuseChoices(replies, 20, 256)
  }
  if (type === 'list') {
    const rows = ((parts.sections ?? []) as Fields[]).flatMap(({ rows }) => (rows ?? []) as Fields[])
    if (rows.length < 1 || rows.length > 10) return invalid('rows: 1 to 10 are needed')
    const long = rows.find(({ description }) => description !== undefined && length(description) > 72)
    return (
      tooLong('button', parts.button, 20) ?? (long ? invalid('description') : refuseChoices(rows, 24, 200))
    )
  }
  return invalid('interactive type')
}

function refuseChoices(choices: Fields[], title: number, id: number): GraphAnswer | undefined {
  for (const choice of choices) {
    const wrong = tooLong('title', choice.title, title) ?? tooLong('id', choice.id, id)
    if (wrong) return wrong
  }
  const doubled = (name: string) => new Set(choices.map((choice) => choice[name])).size < choices.length
  return doubled('title') || doubled('id') ? invalid('duplicated title or id') : undefined
}

function refuseTemplate(template: Fields, templates: Templates): GraphAnswer | undefined {
  const language = (template.language as Fields | undefined)?.code
  const parameters = templates.get(`${String(template.name)}:${String(language)}`)
  if (parameters === undefined)
    return graphError({
      code: 132_001,
      message: 'Template name does not exist in the translation',
      status: 404,
    })
  const given = ((template.components ?? []) as Fields[])
    .filter(({ type }) => type === 'body')
    .flatMap(({ parameters: own }) => own as Fields[])
  if (given.some(({ type, text }) => type !== 'text' || !text || /\n|\t| {5}/.test(String(text))))
    return graphError({ code: 132_018, message: 'There was an issue with the parameters of the template' })
  return given.length === parameters
    ? undefined
    : graphError({
        code: 132_000,
        message: 'Number of parameters does not match the expected number of params',
      })
}

function refuseMedia(type: string, part: Fields, uploads: ReadonlySet<string>): GraphAnswer | undefined {
  if (!uploads.has(String(part.id))) return invalid(`${type}: media id`)
  if (type === 'audio' && part.caption !== undefined) return invalid('audio takes no caption')
  return part.caption === undefined ? undefined : tooLong('caption', part.caption, 1024)
}

function tooLong(name: string, value: unknown, most: number): GraphAnswer | undefined {
  if (typeof value !== 'string' || value.trim() === '')
    return graphError({ code: 100, message: `The parameter ${name} is required.` })
  if (length(value) <= most) return undefined
  return graphError({ code: 100, message: `Param ${name} must be at most ${most} characters long.` })
}

function length(value: unknown): number {
  return Array.from(String(value)).length
}

function invalid(what: string): GraphAnswer {
  return graphError({ code: 131_009, message: 'Parameter value is not valid', details: what })
}

import type { Channel } from '../../contract/channel.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Content } from '../../contract/message.ts'
import { limitsOf } from '../windows.ts'
import { parameterCount, readsAs, type OfferedTemplate } from '../../contract/template.ts'

/** What may be sent by an account of a channel. */
export function templatesFor(channel: Channel | undefined, account: string): readonly OfferedTemplate[] {
  if (channel === undefined || limitsOf(channel, account).templates !== true) return []
  return channel.templates?.(account) ?? []
}

/**
 * A content that is a template, with the words that the shopper reads; any other as it is.
 * @throws input.invalid when it is none of those that may be sent, or its parameters do not fit
 */
export function withTemplate(content: Content, offered: readonly OfferedTemplate[]): Content {
  if (!content.template) return content
  const { name, language, parameters } = content.template
  const known = offered.find((one) => one.name === name && one.language === language)
  if (!known) throw invalid(`The template ${name} (${language}) may not be sent here.`)
  const count = parameterCount(known)
  if (count !== undefined && count !== parameters.length)
    throw invalid(`The template ${name} has ${count} parameters, not ${parameters.length}.`)
  if (parameters.some((text) => text.trim() === '')) throw invalid('A parameter of the template is empty.')
  return { text: readsAs(known, parameters), citations: [], choices: [], template: content.template }
}

function invalid(message: string): TributaryError {
  return new TributaryError('input.invalid', message)
}

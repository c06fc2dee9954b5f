import type { Template } from './message.ts'

/** A template that may be sent. */
export interface OfferedTemplate extends Pick<Template, 'name' | 'language'> {
  /** Its words, with {{1}}, {{2}}, … for its parameters; absent where only the provider has them. */
  text?: string
}

const PLACEHOLDER = /\{\{(\d+)\}\}/g

/** How many parameters it has; undefined where its words are not known. */
export function parameterCount({ text }: OfferedTemplate): number | undefined {
  if (text === undefined) return undefined
  return Math.max(0, ...[...text.matchAll(PLACEHOLDER)].map((match) => Number(match[1])))
}

/** What the shopper reads; where the words are not known, what is known of them. */
export function readsAs(template: OfferedTemplate, parameters: readonly string[]): string {
  const { name, language, text } = template
  if (text !== undefined)
    return text.replaceAll(PLACEHOLDER, (whole, number: string) => parameters[Number(number) - 1] ?? whole)
  const given = parameters.length === 0 ? '' : `: ${parameters.join(', ')}`
  return `[template ${name}, ${language}${given}]`
}

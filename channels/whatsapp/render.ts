import type { Choice, Citation, Content, OutgoingFile, Template } from '../../src/contract/message.ts'
import { toWhatsApp } from './format.ts'
import * as limits from './limits.ts'
import { split, splitTail } from './split.ts'

/** What one way to WhatsApp can show. */
export interface Dialect {
  /** Longest text of one message. */
  text: number
  /** Reply buttons and lists can be sent. */
  interactive: boolean
}

export const CLOUD: Dialect = { text: limits.CLOUD_TEXT, interactive: true }
/** Twilio has buttons only in templates made beforehand. */
export const TWILIO: Dialect = { text: limits.TWILIO_TEXT, interactive: false }
/** WhatsApp took buttons away from ordinary accounts. */
export const WEB: Dialect = { text: limits.WEB_TEXT, interactive: false }

/** One message of WhatsApp's, before a transport puts it into its own words. */
export type Wire =
  | { type: 'text'; text: string }
  | { type: 'buttons'; text: string; choices: Choice[] }
  | { type: 'list'; text: string; label: string; choices: Choice[] }
  | { type: 'file'; file: OutgoingFile; caption?: string }
  | { type: 'template'; template: Template }

/** The messages that a content becomes, in their order: text in parts, choices on the last of them, then files. */
export function render(content: Content, dialect: Dialect = CLOUD): Wire[] {
  if (content.template) return [{ type: 'template', template: folded(content.template) }]
  const files = content.files ?? []
  const text = wholeText(content)
  const [first, ...others] = files
  if (first && content.choices.length === 0 && text.length <= limits.CAPTION && takesCaption(first))
    return [
      { type: 'file', file: first, ...(text === '' ? {} : { caption: text }) },
      ...others.map((file) => ({ type: 'file', file }) as const),
    ]
  return [
    ...spoken(text, content.choices, dialect),
    ...files.map((file) => ({ type: 'file', file }) as const),
  ]
}

/** WhatsApp refuses parameters with line breaks, tabs or many spaces (132018). */
function folded({ parameters, ...template }: Template): Template {
  return { ...template, parameters: parameters.map((text) => text.replaceAll(/\s+/g, ' ').trim()) }
}

function spoken(text: string, choices: Choice[], dialect: Dialect): Wire[] {
  const shown = dialect.interactive ? interactive(choices) : undefined
  if (!shown)
    return split(withNumbers(text, choices), dialect.text).map((part) => ({ type: 'text', text: part }))
  const { before, tail } = splitTail(text, limits.INTERACTIVE_TEXT)
  const heads = split(before, dialect.text).map((part) => ({ type: 'text', text: part }) as const)
  return [...heads, { ...shown, text: tail === '' ? MENU : tail }]
}

// A sign, since the language of the conversation is not known here.
const MENU = '☰'

/** Buttons or a list, where the choices fit whole; else undefined, and they are numbered. */
function interactive(choices: Choice[]) {
  const fits = (title: number, id: number) =>
    choices.every(
      (choice) => choice.title.length <= title && choice.value.length <= id && choice.value !== '',
    )
  const apart = new Set(choices.map(({ title }) => title)).size === choices.length
  const unlike = new Set(choices.map(({ value }) => value)).size === choices.length
  if (choices.length === 0 || !apart || !unlike) return undefined
  if (choices.length <= limits.BUTTONS && fits(limits.BUTTON_TITLE, limits.BUTTON_ID))
    return { type: 'buttons', choices } as const
  if (choices.length <= limits.ROWS && fits(limits.ROW_TITLE, limits.ROW_ID))
    return { type: 'list', label: `${MENU} 1–${choices.length}`, choices } as const
  return undefined
}

function withNumbers(text: string, choices: Choice[]): string {
  if (choices.length === 0) return text
  const lines = choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n')
  return text === '' ? lines : `${text}\n\n${lines}`
}

function wholeText({ text, citations }: Content): string {
  const sources = [...new Set(citations.map(source))]
  return [toWhatsApp(text).trim(), sources.join('\n')].filter(Boolean).join('\n\n')
}

function source({ title, heading, url }: Citation): string {
  const last = heading.at(-1)
  const label = last && last !== title ? `${title} › ${last}` : title
  return url ? `📄 ${label}\n${url}` : `📄 ${label}`
}

/** Voice and music carry no words. */
function takesCaption({ contentType }: OutgoingFile): boolean {
  return !contentType.startsWith('audio/')
}

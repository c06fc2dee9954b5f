import type { ChannelLimits } from '../../src/contract/channel.ts'
import type { Citation, Content, OutgoingFile } from '../../src/contract/message.ts'
import { escapeHtml, safeUrl, toHtml } from './markdown/html.ts'
import { toPlain } from './markdown/plain.ts'
import { split } from './markdown/split.ts'

/** E-mail has no limits of its own worth the name; a longer text becomes several mails, so that all of it is read. */
export const limits: ChannelLimits = { textLength: 30_000, textUnit: 'characters', choices: 0 }

/** Stands before a source, since the language of the conversation is not known here. */
const SOURCE = '📄'

/** What one mail says, apart from where it goes. */
export interface WireMail {
  text: string
  html: string
  files: OutgoingFile[]
}

/** The mails for one message: as plain text and as HTML, choices numbered, sources and files with the last. */
export function render(content: Content): WireMail[] {
  const tail = { text: tailText(content), html: tailHtml(content) }
  const parts = split(content.text, Math.max(1000, limits.textLength - tail.text.length - 2))
  return parts.map((part, index) => {
    const last = index === parts.length - 1
    return {
      text: [toPlain(part), ...(last && tail.text ? [tail.text] : [])].join('\n\n'),
      html: page(toHtml(part) + (last ? tail.html : '')),
      files: last ? (content.files ?? []) : [],
    }
  })
}

function tailText({ choices, citations }: Content): string {
  const blocks = [
    choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n'),
    citations.map(sourceText).join('\n'),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function tailHtml({ choices, citations }: Content): string {
  const list = choices.map(({ title }) => `<li>${escapeHtml(title)}</li>`).join('')
  const sources = citations.map((citation) => `<p>${SOURCE} ${sourceHtml(citation)}</p>`).join('')
  return (list && `<ol>${list}</ol>`) + sources
}

function sourceText(citation: Citation): string {
  const url = safeUrl(citation.url)
  return `${SOURCE} ${labelOf(citation)}${url ? `: ${url}` : ''}`
}

function sourceHtml(citation: Citation): string {
  const label = escapeHtml(labelOf(citation))
  const url = safeUrl(citation.url)
  return url ? `<a href="${escapeHtml(url)}">${label}</a>` : label
}

/** "Page › Heading", as shoppers read it. */
function labelOf({ title, heading }: Citation): string {
  const last = heading.at(-1)
  return (last && last !== title ? `${title} › ${last}` : title).replace(/\s+/g, ' ')
}

function page(body: string): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`
}

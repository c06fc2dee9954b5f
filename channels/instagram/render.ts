import type { Choice, Citation, Content, OutgoingFile } from '../../src/contract/message.ts'
import { carousels, type Carousel } from './cards.ts'
import { CHOICE_PAYLOAD, CHOICE_TITLE, limits } from './limits.ts'
import { plain } from './plain.ts'
import { byteLength, split } from './split.ts'

/** One message of ours as Instagram's API takes it; of a file, before it has the address from which Instagram fetches it. */
export type WireMessage = TextMessage | { attachment: Carousel } | { file: OutgoingFile }

export interface TextMessage {
  text: string
  quick_replies?: { content_type: 'text'; title: string; payload: string }[]
}

/**
 * The messages that one content becomes: the text without markup, the sources with their addresses, and the choices as quick replies
 * under the last message of the text, or numbered where they do not fit into buttons; then the cards, then the files.
 */
export function render(content: Content): WireMessage[] {
  const buttons = content.choices.length > 0 && fitsButtons(content.choices)
  const blocks = [
    plain(content.text),
    content.citations.map(sourceOf).join('\n\n'),
    buttons ? '' : numbered(content.choices),
  ]
  const texts = split(blocks.filter((block) => block !== '').join('\n\n'), limits.textLength)
  const said = texts.map((text, index) =>
    buttons && index === texts.length - 1
      ? { text, quick_replies: content.choices.map(quickReply) }
      : { text },
  )
  const shown = carousels(content.cards ?? []).map((attachment) => ({ attachment }))
  return [...said, ...shown, ...(content.files ?? []).map((file) => ({ file }))]
}

/** The choices that the shopper sees with numbers, so that a number typed means one of them; none when they are buttons. */
export function numberedChoices({ choices }: Content): Choice[] {
  return fitsButtons(choices) ? [] : choices
}

/** Whether choices can be shown whole as quick replies: Instagram cuts what is too long. */
function fitsButtons(choices: readonly Choice[]): boolean {
  return (
    choices.length <= limits.choices &&
    choices.every(
      ({ title, value }) =>
        title !== '' && [...title].length <= CHOICE_TITLE && value !== '' && value.length <= CHOICE_PAYLOAD,
    )
  )
}

function quickReply({ title, value }: Choice) {
  return { content_type: 'text' as const, title, payload: value }
}

function numbered(choices: readonly Choice[]): string {
  return choices.map(({ title }, index) => `${index + 1}. ${title}`).join('\n')
}

/** "Page › Heading" with the address below it; an address too long for one message would arrive broken, so only the title goes. */
function sourceOf({ title, heading, url }: Citation): string {
  const last = heading.at(-1)
  const label = last && last !== title ? `${title} › ${last}` : title
  const fits = url !== undefined && byteLength(url) <= limits.textLength
  return fits ? `📄 ${label}\n${url}` : `📄 ${label}`
}

import type { Card } from '../../src/contract/message.ts'
import { CARD_TEXT, limits } from './limits.ts'

/** A carousel, as Instagram calls its generic template. */
export interface Carousel {
  type: 'template'
  payload: { template_type: 'generic'; elements: Element[] }
}

interface Element {
  title: string
  subtitle?: string
  image_url?: string
  default_action: WebUrl
  buttons: (WebUrl & { title: string })[]
}

interface WebUrl {
  type: 'web_url'
  url: string
}

/** Cards as carousels of at most ten each. */
export function carousels(cards: readonly Card[]): Carousel[] {
  const rows: Card[][] = []
  for (let at = 0; at < cards.length; at += limits.cards) rows.push(cards.slice(at, at + limits.cards))
  return rows.map((row) => ({
    type: 'template',
    payload: { template_type: 'generic', elements: row.map(elementOf) },
  }))
}

function elementOf({ title, subtitle, imageUrl, url, action }: Card): Element {
  const open: WebUrl = { type: 'web_url', url }
  return {
    title: shortened(title, CARD_TEXT),
    ...(subtitle ? { subtitle: shortened(subtitle, CARD_TEXT) } : {}),
    ...(imageUrl === undefined ? {} : { image_url: imageUrl }),
    default_action: open,
    buttons: [{ ...open, title: shortened(action, BUTTON_TITLE) }],
  }
}

const BUTTON_TITLE = 20

/** With a sign at its end where words are missing; never half a character. */
function shortened(text: string, length: number): string {
  const marks = [...text.trim()]
  return marks.length <= length
    ? marks.join('')
    : `${marks
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}

import type { Loss } from '../../src/contract/knowledge.ts'
import { oneLine } from './tree.ts'

/** How much of a nearest text is told to find a place by. */
const EXCERPT = 60

/** What the rules share while one page is converted. */
export interface Page {
  /** Resolves links; undefined when the page's own address is not a URL. */
  readonly baseUrl: URL | undefined
  readonly title: string
  readonly losses: Loss[]
  /** Headings above the place that is being read, outermost first. */
  readonly headings: { level: number; text: string }[]
  /** The text of the block that is being read, so far: tells the place where no heading does. */
  lastText: string
}

/** A page that nothing of has been read yet. */
export function newPage(baseUrl: string, title: string): Page {
  return {
    baseUrl: URL.canParse(baseUrl) ? new URL(baseUrl) : undefined,
    title,
    losses: [],
    headings: [],
    lastText: '',
  }
}

/**
 * Puts a loss on record, with its place: the headings above it, else the nearest text, else the page's title.
 * @param detail which of several at one place: an issue's key, an included page's title.
 */
export function lose(page: Page, kind: string, name: string, detail = ''): void {
  const path = page.headings.map((heading) => heading.text).join(' > ')
  const place = path || excerpt(page.lastText) || page.title || 'start of the page'
  const where = detail ? `${place} (${oneLine(detail)})` : place
  page.losses.push({ kind, name: oneLine(name), where })
}

function excerpt(text: string): string {
  const line = oneLine(text)
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line
}

/** Enters a heading into the path: it ends those of its own level and below. */
export function enterHeading(page: Page, level: number, text: string): void {
  const kept = page.headings.filter((heading) => heading.level < level)
  page.headings.splice(0, page.headings.length, ...kept, { level, text })
}

/** An address as an absolute URL; empty when it leads nowhere a reader could go. */
export function absolute(page: Page, href: string): string {
  const trimmed = href.trim()
  if (!trimmed || /^(?:javascript|data|vbscript|about|blob):/i.test(trimmed)) return ''
  // An address that is whole already is kept as its author wrote it.
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(trimmed)) return URL.canParse(trimmed) ? trimmed : ''
  if (page.baseUrl) return URL.canParse(trimmed, page.baseUrl) ? new URL(trimmed, page.baseUrl).href : ''
  return URL.canParse(trimmed) ? new URL(trimmed).href : ''
}

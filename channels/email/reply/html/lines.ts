import type { Line, Mark } from '../lines.ts'
import { finish, line } from '../lines.ts'
import { separatorOf } from '../separators.ts'
import type { Meaning } from './marks.ts'
import { meaning } from './marks.ts'
import { readHtml } from './tokens.ts'

/** Elements whose text is not shown. */
const UNSEEN = new Set([
  'head',
  'style',
  'script',
  'title',
  'template',
  'noframes',
  'object',
  'svg',
  'select',
])
/** Elements that end a line before and after themselves. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html ' +
    'li main nav ol p pre section table tbody tfoot thead tr ul caption'
  ).split(' '),
)
/** Elements that nest and must be closed; the others carry no meaning for us, and their missing ends do no harm. */
const NESTING = new Set(
  (
    'address article aside blockquote body center div dl fieldset footer form header html main ol pre section table ul ' +
    [...UNSEEN].join(' ')
  ).split(' '),
)
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre'])

/** An attribution in a container takes no more lines. */
const MOST_ATTRIBUTION = 5
const LONGEST_LINK = 300

type Open = {
  name: string
  quote: boolean
  signature: boolean
  unseen: boolean
  pre: boolean
  container?: Container
}
/** The lines of a container before its first quote may be the attribution. */
type Container = { from: number; quoted: boolean }

/** The lines of a mail's HTML, with what its elements say about them. */
export function htmlLines(html: string): Line[] {
  const writer = new Writer()
  readHtml(html, writer)
  return writer.end()
}

class Writer {
  private readonly lines: Line[] = []
  private readonly stack: Open[] = []
  private readonly openCount = new Map<string, number>()
  private current = ''
  private currentQuoted = false
  private currentSignature = false
  private spaced = false
  private below = false
  private unseenInline: { name: string; depth: number } | undefined
  private link: { href: string; words: string } | undefined

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.unseenInline?.name === name) this.unseenInline.depth += 1
    if (this.unseen() && !NESTING.has(name)) return
    const means = meaning(name, attributes)
    if (BLOCKS.has(name)) this.breakLine()
    if (PARAGRAPHS.has(name) && !isTight(attributes)) this.blankLine()
    if (means === 'below') this.below = true
    if (NESTING.has(name)) this.push(name, means)
    else if (means === 'hidden' && !this.unseen() && !VOID.has(name)) this.unseenInline = { name, depth: 1 }
    this.write(name, attributes)
  }

  close(name: string): void {
    if (this.unseenInline?.name === name && --this.unseenInline.depth <= 0) this.unseenInline = undefined
    if (name === 'a') this.endLink()
    if (BLOCKS.has(name)) this.breakLine()
    if (PARAGRAPHS.has(name) && name !== 'p') this.blankLine()
    if (name === 'br') this.newLine()
    // A closing tag without its opening one closes nothing.
    if ((this.openCount.get(name) ?? 0) === 0) return
    for (let top = this.stack.pop(); top !== undefined; top = this.stack.pop()) {
      this.openCount.set(top.name, (this.openCount.get(top.name) ?? 1) - 1)
      if (top.name === name) break
    }
  }

  text(text: string): void {
    if (this.unseen()) return
    if (this.stack.at(-1)?.pre === true) {
      const [first = '', ...more] = text.split(/\r\n|\r|\n/)
      this.add(first)
      for (const part of more) {
        this.newLine()
        this.add(part)
      }
      return
    }
    // Only the white space HTML folds; a no-break space is a character.
    const folded = text.replace(/[ \t\r\n\f]+/g, ' ')
    const start = folded.startsWith(' ') && (this.current === '' || this.spaced) ? folded.slice(1) : folded
    if (start === '') return
    this.add(start)
  }

  end(): Line[] {
    this.breakLine()
    return finish(this.lines)
  }

  private add(text: string): void {
    if (this.current === '') {
      this.currentQuoted = this.stack.at(-1)?.quote === true
      this.currentSignature = this.stack.at(-1)?.signature === true
    }
    this.current += text
    if (this.link !== undefined && this.link.words.length <= LONGEST_LINK) this.link.words += text
    this.spaced = text.endsWith(' ')
  }

  private unseen(): boolean {
    return this.unseenInline !== undefined || this.stack.at(-1)?.unseen === true
  }

  private push(name: string, means: Meaning | undefined): void {
    const outer = this.stack.at(-1)
    const opened: Open = {
      name,
      quote: outer?.quote === true || means === 'quote' || means === 'attribution',
      signature: outer?.signature === true || means === 'signature',
      unseen: outer?.unseen === true || UNSEEN.has(name) || means === 'hidden',
      pre: outer?.pre === true || name === 'pre',
    }
    const container = means === 'container' ? { from: this.lines.length, quoted: false } : outer?.container
    if (container !== undefined) opened.container = container
    if (means === 'quote') this.settleAttribution(container)
    this.stack.push(opened)
    this.openCount.set(name, (this.openCount.get(name) ?? 0) + 1)
  }

  /** The first quote of a container has come: what stands above it there is its attribution, in whatever language. */
  private settleAttribution(container: Container | undefined): void {
    if (container === undefined || container.quoted) return
    container.quoted = true
    const above = this.lines.slice(container.from)
    if (
      above.length > MOST_ATTRIBUTION ||
      above.some((one) => separatorOf(one) !== undefined || one.mark === 'below')
    )
      return
    for (const [offset, one] of above.entries()) {
      if (one.plain !== '')
        this.lines[container.from + offset] = line(`> ${one.text.replace(/^> /, '')}`, true)
    }
  }

  private write(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'br') this.newLine()
    else if (name === 'li') this.add('- ')
    else if ((name === 'td' || name === 'th') && this.current !== '' && !this.spaced) this.add(' ')
    else if (name === 'hr') this.rule()
    else if (name === 'img') this.emoji(attributes.get('alt') ?? '')
    else if (name === 'a') this.link = { href: attributes.get('href') ?? '', words: '' }
  }

  private rule(): void {
    if (this.unseen()) return
    this.add('---')
    this.breakLine()
  }

  /** Clients send emoji as pictures; other alternative texts are logos. */
  private emoji(alt: string): void {
    if (alt.length <= 12 && /^\p{Extended_Pictographic}/u.test(alt)) this.add(alt)
  }

  /** The address of a link is kept where the words do not say it already. */
  private endLink(): void {
    const link = this.link
    this.link = undefined
    if (
      link === undefined ||
      this.unseen() ||
      !/^https?:\/\//i.test(link.href) ||
      link.href.length > LONGEST_LINK
    )
      return
    const words = link.words.trim()
    if (
      words === '' ||
      words.length > LONGEST_LINK ||
      link.href.includes(words.replace(/\/$/, '')) ||
      words.includes(link.href)
    )
      return
    this.add(`${this.spaced ? '' : ' '}<${link.href}>`)
  }

  private breakLine(): void {
    if (this.current !== '') this.newLine()
  }

  private blankLine(): void {
    if (this.lines.length > 0 && this.lines.at(-1)?.plain !== '') this.newLine()
  }

  private newLine(): void {
    if (this.unseen() && this.current === '') return
    const text = this.stack.at(-1)?.pre === true ? this.current : this.current.trim()
    const open = this.stack.at(-1)
    const quoted = this.current === '' ? open?.quote === true : this.currentQuoted
    const signature = this.current === '' ? open?.signature === true : this.currentSignature
    let mark: Mark | undefined = signature ? 'signature' : undefined
    // The border counts for the first line that says something below it.
    if (this.below && text !== '') {
      mark = 'below'
      this.below = false
    }
    this.lines.push(line(quoted ? `> ${text}`.trimEnd() : text, quoted, mark))
    this.current = ''
    this.spaced = false
  }
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

/** Outlook and others write every line as a paragraph without margins. */
function isTight(attributes: ReadonlyMap<string, string>): boolean {
  return (
    /mso/i.test(attributes.get('class') ?? '') || /margin(?:-top)?:\s*0/i.test(attributes.get('style') ?? '')
  )
}

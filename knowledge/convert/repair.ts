import { locate } from './locate.ts'
import { scanTag } from './scan.ts'
import { BOUNDARY, IMPLIED_END, RAW_TEXT, VOID } from './elements.ts'

/** Elements nested deeper than this are unwrapped: no page has them on purpose, and parsers need quadratic time for them. */
const MAX_DEPTH = 200

/**
 * Writes HTML out again so that any parser builds from it what its author meant: elements closed in themselves (`<div/>`, as XHTML
 * exports have them) are really empty instead of swallowing what follows, every tag is closed in its order, scripts,
 * styles and comments are gone, and of a whole document only the content is left. Linear in the size of the source.
 */
export function repair(source: string): string {
  const out: string[] = []
  const open: string[] = []
  const beyond = new Map<string, number>()
  const content = locate(source)
  const unclosed = new Set<string>()
  const lastTag = source.lastIndexOf('>')
  let from = 0

  const close = (depth: number): void => {
    while (open.length > depth) out.push(`</${open.pop()}>`)
  }
  const start = (name: string, tag: string, empty: boolean): void => {
    if (open.length >= MAX_DEPTH && !VOID.has(name)) {
      if (!empty) beyond.set(name, (beyond.get(name) ?? 0) + 1)
      out.push(' ')
      return
    }
    const implied = IMPLIED_END[name]
    if (implied) close(lastOpen(open, (other) => implied.closes.has(other), implied.within) ?? open.length)
    out.push(tag)
    if (VOID.has(name)) return
    if (empty) out.push(`</${name}>`)
    else open.push(name)
  }
  const end = (name: string): void => {
    const over = beyond.get(name) ?? 0
    if (over > 0) beyond.set(name, over - 1)
    else if (name === 'br') {
      // XHTML writes `<br></br>` for one line break, where HTML reads two.
      if (!/^<br\b/i.test(out.findLast((part) => part !== '') ?? '')) out.push('<br>')
    } else
      close(
        lastOpen(open, (other) => other === name, BOUNDARY.has(name) ? undefined : BOUNDARY) ?? open.length,
      )
  }

  for (let at = source.indexOf('<'); at >= 0 && at < lastTag; at = source.indexOf('<', from)) {
    out.push(source.slice(from, at))
    const tag = scanTag(source, at)
    from = tag.end
    if (tag.kind === 'text') out.push('&lt;')
    else if (tag.kind === 'cdata') out.push(tag.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    else if (tag.kind === 'end') end(tag.name)
    else if (tag.kind === 'start') {
      if (content?.at === at) {
        out.length = 0
        open.length = 0
      }
      if (RAW_TEXT.has(tag.name)) from = tag.empty ? tag.end : skipRaw(source, tag.end, tag.name, unclosed)
      else
        start(
          tag.name,
          tag.empty ? `${source.slice(at, tag.end - 2)}>` : source.slice(at, tag.end),
          tag.empty,
        )
      // What follows the content's own element is the site's navigation and footer.
    }
    if (content && at > content.at && open.length === 0) break
  }
  if (!(content && from > content.at && open.length === 0))
    out.push(source.slice(from).replaceAll('<', '&lt;'))
  close(0)
  return out.join('')
}

/** Index in the stack of the innermost open element that satisfies the test, not looking past a boundary. */
function lastOpen(
  open: string[],
  test: (name: string) => boolean,
  boundary?: ReadonlySet<string>,
): number | undefined {
  for (let index = open.length - 1; index >= 0; index--) {
    const name = open[index] ?? ''
    if (test(name)) return index
    if (boundary?.has(name)) return undefined
  }
  return undefined
}

/** Where a script or style sheet ends; one that is never closed ends where the next tag starts. */
function skipRaw(source: string, from: number, name: string, unclosed: Set<string>): number {
  if (!unclosed.has(name)) {
    const ending = new RegExp(`</${name}[^>]*>`, 'gi')
    ending.lastIndex = from
    if (ending.test(source)) return ending.lastIndex
    unclosed.add(name)
  }
  const next = source.indexOf('<', from)
  return next < 0 ? source.length : next
}

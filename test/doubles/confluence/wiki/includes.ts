import { extent } from './element.ts'
import type { Page } from './model.ts'

/** A place in a view where another page is shown. */
interface Place {
  start: number
  end: number
  id: string
}

/** Either the double's own mark, or the macro as the rendered form has it, whose text is replaced. */
const MARK = /<(div|span|p)\b[^>]*\b(?:data-include="([^"]+)"|data-macro-name="include")[^>]*?(\/?)>/gi

function places(page: Page): Place[] {
  const named = [...page.view.matchAll(MARK)].flatMap(([, , id]) => (id === undefined ? [] : [id]))
  const unnamed = page.includes.filter((id) => !named.includes(id))
  const found: Place[] = []
  let done = 0
  for (const mark of page.view.matchAll(MARK)) {
    const [tag, name = '', given, closed] = mark
    if (mark.index < done) continue
    const id = given ?? unnamed.shift()
    if (id === undefined) continue
    const after = mark.index + tag.length
    done = closed ? after : extent(page.view, name, after).end
    found.push({ start: mark.index, end: done, id })
  }
  // What is included without being marked is shown at the end.
  return [...found, ...unnamed.map((id) => ({ start: page.view.length, end: page.view.length, id }))]
}

/** The view with each included page put where it is marked; `show` gives what stands for it. */
export function fillIncludes(page: Page, show: (id: string) => string): string {
  let html = ''
  let at = 0
  for (const { start, end, id } of places(page)) {
    html += page.view.slice(at, start) + show(id)
    at = end
  }
  return html + page.view.slice(at)
}

import { fillIncludes } from './includes.ts'
import { mayRead } from './rights.ts'
import type { Caller } from './rights.ts'
import type { Page } from './model.ts'
import type { Wiki } from './wiki.ts'
import { toText, toXhtml } from './xhtml.ts'

function failure(text: string): string {
  return `<div class="error"><span class="error">Unable to render {include}</span> ${text}</div>`
}

/** An included page as the rendered form wraps it. */
function wrapped(html: string): string {
  return `<div class="conf-macro output-block" data-hasbody="false" data-macro-name="include">${html}</div>`
}

/** The page's body as rendered now for this caller: included pages are read at this moment, cycles are cut. */
export function renderView(wiki: Wiki, page: Page, caller: Caller, above: readonly string[] = []): string {
  const path = [...above, page.id]
  return fillIncludes(page, (id) => {
    const included = wiki.pages.get(id)
    if (!included || included.status !== 'current' || !mayRead(wiki, included, caller))
      return failure('The included page could not be found.')
    if (path.includes(id)) return failure(`Already included page ${included.title}, stopping.`)
    return wrapped(renderView(wiki, included, caller, path))
  })
}

function includeMacro(wiki: Wiki, page: Page, id: string): string {
  const included = wiki.pages.get(id)
  const attribute = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const space =
    included && included.spaceKey !== page.spaceKey ? ` ri:space-key="${attribute(included.spaceKey)}"` : ''
  const target = `<ri:page${space} ri:content-title="${attribute(included?.title ?? id)}" />`
  return `<ac:structured-macro ac:name="include" ac:schema-version="1"><ac:parameter ac:name=""><ac:link>${target}</ac:link></ac:parameter></ac:structured-macro>`
}

/** Storage format: the page's own, else its view as XHTML. Includes stay macros here, as in the real format. */
export function renderStorage(wiki: Wiki, page: Page): string {
  if (page.storage !== undefined) return page.storage
  const holes: string[] = []
  const html = fillIncludes(
    page,
    (id) => `<p>include-hole-${holes.push(includeMacro(wiki, page, id)) - 1}</p>`,
  )
  return toXhtml(html).replaceAll(
    /<p>include-hole-(\d+)<\/p>/g,
    (_hole, index: string) => holes[Number(index)] ?? '',
  )
}

/** Atlassian document format, as a JSON string: the page's text in one paragraph. */
export function renderAdf(wiki: Wiki, page: Page, caller: Caller): string {
  const text = toText(renderView(wiki, page, caller))
  const content = text ? [{ type: 'paragraph', content: [{ type: 'text', text }] }] : []
  return JSON.stringify({ type: 'doc', version: 1, content })
}

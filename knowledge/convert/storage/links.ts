import { child } from './macro.ts'
import { Element, Text, oneLine, replace } from '../tree.ts'
import { lose, type Page } from '../page.ts'
import { emojiText } from '../view/emoji.ts'
import type { Rule } from '../rule.ts'

/** Links to pages, files, people and addresses. */
export const link: Rule = {
  name: 'link',
  on: { tags: ['AC:LINK'] },
  read(element, page) {
    const body = child(element, 'AC:LINK-BODY') ?? child(element, 'AC:PLAIN-TEXT-LINK-BODY')
    if (child(element, 'RI:USER')) {
      const name = oneLine(body?.textContent ?? '')
      // Storage names people by account only.
      if (!name) lose(page, 'other', 'mention')
      return replace(element, new Text(name ? `@${name}` : ''))
    }
    const { href, title } = target(element, page)
    const content = body?.childNodes ?? []
    const named = content.length > 0 ? content : [new Text(title)]
    if (!href) return replace(element, ...named)
    const anchor = new Element('A', { href })
    for (const node of named) anchor.appendChild(node)
    replace(element, anchor)
  },
}

/** Where a link or picture leads, and what its target is called. */
function target(element: Element, page: Page): { href: string; title: string } {
  const anchor = element.attributes['ac:anchor'] ?? ''
  const hash = anchor ? `#${encodeURIComponent(anchor)}` : ''
  const linked = child(element, 'RI:PAGE') ?? child(element, 'RI:BLOG-POST')
  if (linked) {
    const title = linked.attributes['ri:content-title'] ?? ''
    const href = pageAddress(page, linked.attributes['ri:space-key'] ?? '', title)
    return { href: href && `${href}${hash}`, title }
  }
  const file = child(element, 'RI:ATTACHMENT')
  if (file) {
    const title = file.attributes['ri:filename'] ?? ''
    return { href: fileAddress(page, title), title }
  }
  const space = child(element, 'RI:SPACE')?.attributes['ri:space-key']
  if (space) return { href: `${root(page)}/display/${encodeURIComponent(space)}`, title: space }
  const url = child(element, 'RI:URL')?.attributes['ri:value']
  return url ? { href: url, title: url } : { href: hash, title: anchor }
}

/** A page by its title; one without a space is in the page's own. */
function pageAddress(page: Page, space: string, title: string): string {
  const key = space || (/\/(?:spaces|display)\/([^/]+)/.exec(page.baseUrl?.pathname ?? '')?.[1] ?? '')
  if (!key || !title || !page.baseUrl) return ''
  return `${root(page)}/display/${key}/${encodeURIComponent(title).replaceAll('%20', '+')}`
}

/** A file of this page, where the page's own address tells its id. */
function fileAddress(page: Page, name: string): string {
  const href = page.baseUrl?.href ?? ''
  const id = /\/pages\/(\d+)|pageId=(\d+)/.exec(href)
  return id ? `${root(page)}/download/attachments/${id[1] ?? id[2]}/${encodeURIComponent(name)}` : ''
}

/** The wiki's root: Cloud has it under /wiki. */
function root(page: Page): string {
  const { origin = '', pathname = '' } = page.baseUrl ?? {}
  return `${origin}${/^\/(?:wiki|confluence)(?=\/)/.exec(pathname)?.[0] ?? ''}`
}

/** Images, as elements that the rule for rendered pages reads further; a caption follows as text. */
export const image: Rule = {
  name: 'image',
  on: { tags: ['AC:IMAGE'] },
  read(element, page) {
    const { href, title } = target(element, page)
    const caption = child(element, 'AC:CAPTION')
    const alt = element.attributes['ac:alt'] ?? ''
    const file = child(element, 'RI:ATTACHMENT')?.attributes['ri:filename'] ?? ''
    const picture = new Element('IMG', {
      src: href,
      alt: alt || (file ? title : ''),
      ...(file && { 'data-linked-resource-default-alias': file }),
    })
    const shown = caption?.textContent.trim() ? caption : undefined
    if (shown) shown.nodeName = 'P'
    replace(element, picture, ...(shown ? [shown] : []))
  },
}

/** Emoji and emoticons. */
export const emoticon: Rule = {
  name: 'emoticon',
  on: { tags: ['AC:EMOTICON'] },
  read(element) {
    const own = element.attributes
    const attributes = {
      'data-emoji-fallback': own['ac:emoji-fallback'],
      'data-emoji-shortname': own['ac:emoji-shortname'],
      'data-emoticon-name': own['ac:name'],
    }
    replace(element, new Text(emojiText(attributes)))
  },
}

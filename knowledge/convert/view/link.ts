import { Text, closest, oneLine, unwrap } from '../tree.ts'
import { absolute, lose, type Page } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Links that make or edit something instead of leading somewhere. */
const ACTION = /\/(?:createpage|editpage|addcomment|createblogpost)[\w-]*\.action|[?&]createpage=|\$item/

/** Links: absolute, or plain text where there is nowhere to go. */
export const link: Rule = {
  name: 'link',
  on: { tags: ['A'] },
  read(element, page) {
    const href = element.attributes['href'] ?? ''
    if (element.attributes['data-card-appearance'] === 'embed') lose(page, 'embed', hostOf(href))
    if (element.hasClass('confluence-embedded-file')) return readFile()
    const address = ACTION.test(href) ? '' : target(page, href)
    if (!address || closest(element, (at) => /^H[1-6]$/.test(at.nodeName) && isAnchor(href)))
      return unwrap(element)
    element.attributes = { href: address }
    element.kind = 'link'
    // "Wow!" before a link would make it an image.
    const before = element.previousSibling
    if (before instanceof Text && before.data.endsWith('!')) before.data = `${before.data.slice(0, -1)}\\!`
    if (!oneLine(element.textContent) && !element.find((child) => child.nodeName === 'IMG')) unwrap(element)

    /** A file shown as a picture of its first page. */
    function readFile(): void {
      const name = element.attributes['data-linked-resource-default-alias'] ?? oneLine(element.textContent)
      lose(page, 'attachment', name || href)
      const address = target(page, element.attributes['data-file-src'] ?? href)
      if (!name || !address) return unwrap(element)
      element.clear()
      element.appendChild(new Text(name))
      element.attributes = { href: address }
      element.kind = 'link'
    }
  },
}

function isAnchor(href: string): boolean {
  return href.startsWith('#')
}

/** A place inside the page needs the page's own address; a site's address would lead to its front page. */
function target(page: Page, href: string): string {
  if (isAnchor(href)) {
    const isPage =
      page.baseUrl !== undefined && /\/(?:pages?|display|x)\/|viewpage|\.html?$/.test(page.baseUrl.href)
    return href.length > 1 && isPage ? absolute(page, href) : ''
  }
  return absolute(page, href)
}

function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).hostname : 'embed'
}

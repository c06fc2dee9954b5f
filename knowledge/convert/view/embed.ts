import { Element, Text, oneLine, remove, replace } from '../tree.ts'
import { absolute, lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Frames, players and objects: a link to what they show, and a loss. */
export const embed: Rule = {
  name: 'embed',
  on: { tags: ['IFRAME', 'OBJECT', 'EMBED', 'VIDEO', 'AUDIO', 'APPLET'] },
  read(element, page) {
    const source = element.find((child) => 'src' in child.attributes)
    const { src = source?.attributes['src'] ?? '', data = '', title = '' } = element.attributes
    const address = absolute(page, src || data)
    lose(page, 'embed', element.nodeName.toLowerCase(), title || address)
    if (!address || /^\/?blank/.test(src)) return remove(element)
    const link = new Element('A', { href: address })
    link.appendChild(new Text(title || address))
    replace(element, link)
  },
}

/** Apps that a script would have drawn into an empty frame. */
export const app: Rule = {
  name: 'app',
  on: { classes: ['ap-container', 'ap-content', 'ap-iframe-body-script'] },
  read(element, page) {
    const macro = element.attributes['data-macro-name']
    const name =
      macro ?? /"moduleKey":"([^"]+)"/.exec(element.textContent)?.[1] ?? element.attributes['id'] ?? 'app'
    lose(page, 'macro', name.replace(/^ap-/, ''))
    remove(element)
  },
}

/** Drawings: the words in them lie about without their order, so they are not taken for text. */
export const drawing: Rule = {
  name: 'drawing',
  on: {
    tags: ['SVG', 'CANVAS', 'MATH'],
    macros: [
      'roadmap',
      'chart',
      'gliffy',
      'drawio',
      'inc-drawio',
      'lucidchart',
      'plantuml',
      'mermaid',
      'mermaid-cloud',
    ],
    classes: ['roadmap-macro-view', 'gliffy-container', 'drawio-macro', 'chart-container'],
  },
  read(element, page) {
    const macro = element.attributes['data-macro-name']
    if (element.nodeName === 'MATH') {
      const tex = element.find((child) => child.nodeName === 'ANNOTATION')?.textContent ?? element.textContent
      return replace(element, new Text(oneLine(tex)))
    }
    const isChart = macro === 'chart' || macro === 'roadmap' || element.hasClass('roadmap-macro-view')
    lose(page, isChart ? 'chart' : 'drawing', macro ?? element.nodeName.toLowerCase())
    remove(element)
  },
}

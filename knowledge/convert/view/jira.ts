import { Element, Text, oneLine, remove, replace } from '../tree.ts'
import { plainSpaces } from '../text.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Jira issues: key with link, summary and state; where the issue was not loaded, the key alone and a loss. */
export const jira: Rule = {
  name: 'jira',
  on: { classes: ['confluence-jim-macro', 'jira-issue'], macros: ['jira', 'jiraissues'] },
  read(element, page) {
    const key = element.attributes['data-jira-key'] ?? ''
    const link = element.find((child) => child.nodeName === 'A')
    const summary = element.find((child) => child.hasClass('summary'))
    const lozenge = element.find((child) => child.hasClass('aui-lozenge') || child.hasClass('jira-status'))
    if (!summary && !lozenge) return isTable(element) ? false : loseEmpty()
    const text = oneLine(plainSpaces(summary?.textContent ?? ''))
    const state = oneLine(plainSpaces(lozenge?.textContent ?? ''))
    const loaded = !/^Getting issue details/i.test(text) && !lozenge?.hasClass('issue-placeholder')
    if (!loaded) lose(page, 'macro', 'jira', key)
    const anchor = new Element('A', { href: link?.attributes['href'] ?? '' })
    anchor.appendChild(new Text(key || oneLine(link?.textContent ?? '')))
    const rest = loaded ? `${text ? ` - ${text}` : ''}${state ? ` (${state})` : ''}` : ''
    replace(element, new Text(' '), anchor, new Text(`${rest} `))

    function loseEmpty(): void {
      // What is shown until a script has loaded the issues.
      const text = oneLine(element.textContent).replace(/loading|refresh|getting issues?|[.…\s]/gi, '')
      if (text) return
      lose(page, 'macro', 'jira')
      remove(element)
    }
  },
}

function isTable(element: Element): boolean {
  return element.nodeName === 'TABLE' || element.find((child) => child.nodeName === 'TABLE') !== null
}

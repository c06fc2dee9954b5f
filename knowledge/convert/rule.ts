import type { Element } from './tree.ts'
import type { Page } from './page.ts'

/**
 * How one thing of a rendered page is read. A rule turns the element into plain elements and text, gives it a kind that a Markdown
 * rule knows, or removes it with a loss on record. Reading goes on with what the element then contains.
 */
export interface Rule {
  name: string
  /** What it applies to, looked up in this order: macro names, classes, tag names in upper case. */
  on: { macros?: readonly string[]; classes?: readonly string[]; tags?: readonly string[] }
  /** Returns false when it does not apply after all. */
  read(element: Element, page: Page): false | void
}

/** Rules by what they apply to. */
export interface RuleTable {
  macros: Map<string, Rule>
  classes: Map<string, Rule>
  tags: Map<string, Rule>
}

/** Indexes rules; of two rules for one thing the first holds. */
export function ruleTable(rules: readonly Rule[]): RuleTable {
  const table: RuleTable = { macros: new Map(), classes: new Map(), tags: new Map() }
  for (const rule of rules) {
    for (const key of ['macros', 'classes', 'tags'] as const) {
      for (const name of rule.on[key] ?? []) if (!table[key].has(name)) table[key].set(name, rule)
    }
  }
  return table
}

/** The table that an element's rules are in. */
export type Rules = (element: Element) => RuleTable

/** Applies the first rule that claims the element. */
export function applyRule(table: RuleTable, element: Element, page: Page): void {
  const macro = element.attributes['data-macro-name']
  const byMacro = macro === undefined ? undefined : table.macros.get(macro)
  if (byMacro && byMacro.read(element, page) !== false) return
  if (element.attributes['class']) {
    for (const name of element.classes) {
      const rule = table.classes.get(name)
      if (rule && rule !== byMacro && rule.read(element, page) !== false) return
    }
  }
  table.tags.get(element.nodeName)?.read(element, page)
}

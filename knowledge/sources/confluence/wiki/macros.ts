/** What a rendered body says about the macros in it. */
export interface MacroMarks {
  /** Another page's text is drawn here. */
  includes: boolean
  /** Something was left empty or unknown: macros drawn by script, missing apps. */
  hollow: boolean
  /** Confluence itself stopped a page from including itself. */
  cycle: boolean
}

/** These draw navigation, not content: empty or not makes no difference. */
const NAVIGATION = new Set([
  'toc',
  'toc-zone',
  'pagetree',
  'pagetreesearch',
  'anchor',
  'livesearch',
  'create-from-template',
])
const EMPTY_MACRO = /<(div|span|p|section)\b[^>]*\bdata-macro-name="([^"]+)"[^>]*>(?:\s|&nbsp;)*<\/\1>/g

/**
 * Reads the marks that tell whether storage format is worth its points. A glance, not a parse: the converter parses.
 */
export function macroMarks(view: string): MacroMarks {
  const empty = [...view.matchAll(EMPTY_MACRO)].some(([, , name]) => !NAVIGATION.has(name ?? ''))
  return {
    includes:
      /data-macro-name="(?:include|excerpt-include)"/.test(view) ||
      /Unable to render \{(?:excerpt-)?include/.test(view),
    hollow: empty || /placeholder\/unknown-macro|class="[^"]*\b(?:ap-container|unknown-macro)\b/.test(view),
    cycle: /Already included page /.test(view),
  }
}

/** The text of a body in one line, roughly; for comparing how much two renderings show. */
export function roughText(html: string): string {
  return html
    .replaceAll(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&nbsp;|\s+/g, ' ')
    .trim()
}

/** Whether a reader sees anything at all: text, a picture, or a macro that storage format names. */
export function isBlank(body: string): boolean {
  return roughText(body) === '' && !/<(?:img|table|iframe|ac:|video|svg)/.test(body)
}

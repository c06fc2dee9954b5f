/** A piece of running text. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'em'; parts: Inline[] }
  | { type: 'code'; text: string; language?: string }
  | { type: 'link'; url: string; parts: Inline[] }

export type Block =
  | { type: 'paragraph'; lines: Inline[][] }
  | { type: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { type: 'code'; text: string; language?: string }

const ITEM = /^\s*(?:[-*+•]|(\d{1,4})[.)])\s+(.*)$/
const FENCE = /^```([\w+-]*)\s*$/
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/
const RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/

/** The small Markdown that answers are written in. What it does not know stays readable as it is; HTML is only text. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (line.trim() === '') at++
    else if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && other.trimEnd() === '```')
      const stop = end < 0 ? lines.length : end
      const language = FENCE.exec(line)![1]!
      const text = lines.slice(at + 1, stop).join('\n')
      blocks.push({ type: 'code', text, ...(language === '' ? {} : { language }) })
      at = stop + 1
    } else if (line.includes('|') && RULE.test(lines[at + 1] ?? '')) {
      const stop = endOf(lines, at + 2, (other) => other.includes('|'))
      const rows = lines.slice(at + 2, stop).map((row) => cellsOf(row))
      blocks.push({ type: 'table', head: cellsOf(line), rows })
      at = stop
    } else if (ITEM.test(line)) {
      const stop = endOf(lines, at, (other) => ITEM.test(other) || /^\s{2,}\S/.test(other))
      blocks.push(listOf(lines.slice(at, stop)))
      at = stop
    } else {
      const stop = endOf(
        lines,
        at + 1,
        (other) => other.trim() !== '' && !ITEM.test(other) && !FENCE.test(other),
      )
      blocks.push({ type: 'paragraph', lines: lines.slice(at, stop).map((text) => paragraphLine(text)) })
      at = stop
    }
  }
  return blocks
}

function endOf(lines: string[], from: number, belongs: (line: string) => boolean): number {
  let at = from
  while (at < lines.length && belongs(lines[at]!)) at++
  return at
}

function paragraphLine(line: string): Inline[] {
  const heading = HEADING.exec(line)
  if (heading) return [{ type: 'strong', parts: parseInline(heading[1]!) }]
  return parseInline(line.replace(/^>\s?/, '').trim())
}

function listOf(lines: string[]): Block {
  const first = ITEM.exec(lines[0]!)!
  const items: string[] = []
  for (const line of lines) {
    const item = ITEM.exec(line)
    if (item) items.push(item[2]!)
    else items[items.length - 1] += ` ${line.trim()}`
  }
  return {
    type: 'list',
    ordered: first[1] !== undefined,
    start: Number(first[1] ?? 1),
    items: items.map((item) => parseInline(item)),
  }
}

function cellsOf(row: string): Inline[][] {
  const inner = row.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim()))
}

// In this order: an escaped sign, code, link, bare address, bold, italic.
const TOKEN =
  /\\([\\`*_{}[\]()#+\-.!|<>~])|(`+)([^`]+)\2|\[((?:\\.|[^\]\\])+)\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)|(https?:\/\/[^\s<>()[\]]+[^\s<>()[\].,;:!?'"])|(\*\*|__)(?=\S)(.+?)(?<=\S)\7(?!\*)|(?<![\w*])(\*|_)(?=[^\s*_])(.+?)(?<=[^\s*_])\9(?![\w*])/u

/** Running text. Links lead only where a link may: to web pages, mail addresses and telephone numbers. */
export function parseInline(source: string, depth = 0): Inline[] {
  const parts: Inline[] = []
  let rest = source
  for (let match = TOKEN.exec(rest); match; match = TOKEN.exec(rest)) {
    if (match.index > 0) addText(parts, rest.slice(0, match.index))
    const [whole, escaped, , code, label, target, bare, strongMark, strong, , em] = match
    if (escaped !== undefined) addText(parts, escaped)
    else if (code !== undefined) parts.push({ type: 'code', text: code })
    else if (label !== undefined) parts.push(linkTo(target!, label, depth))
    else if (bare !== undefined)
      parts.push({ type: 'link', url: bare, parts: [{ type: 'text', text: bare }] })
    else {
      const inner = (strong ?? em)!
      const nested = depth < 4 ? parseInline(inner, depth + 1) : [plain(inner)]
      parts.push({ type: strongMark ? 'strong' : 'em', parts: nested })
    }
    rest = rest.slice(match.index + whole.length)
  }
  if (rest !== '') addText(parts, rest)
  return parts
}

function linkTo(target: string, label: string, depth: number): Inline {
  const parts =
    depth < 4
      ? parseInline(label, depth + 1).flatMap((part) => (part.type === 'link' ? part.parts : part))
      : [plain(label)]
  const url = safeUrl(target)
  return url ? { type: 'link', url, parts } : { type: 'text', text: label }
}

function plain(text: string): Inline {
  return { type: 'text', text }
}

function addText(parts: Inline[], text: string): void {
  const last = parts.at(-1)
  if (last?.type === 'text') last.text += text
  else parts.push(plain(text))
}

/** The address, if following it can do nothing but open a page, a mail or a call. */
export function safeUrl(target: string): string | undefined {
  return /^(https?:\/\/|mailto:|tel:)/i.test(target) && URL.canParse(target) ? target : undefined
}

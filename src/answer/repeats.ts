import { leansBack } from './compose/belongs.ts'
import { fold, squeeze } from './text/fold.ts'
import { sentences } from './text/sentences.ts'

/** What stands between two empty lines of an answer: sentences, or the lines of a list. */
interface Paragraph {
  lines: string[]
  joined: ' ' | '\n'
  /** Steps, and items with others below them: a part of them says nothing. */
  whole: boolean
}

const LIST = /^\s*(?:-|\d{1,3}\.)\s/
const WHOLE = /^(?:\s+-|\s*\d{1,3}\.)\s/m
/** Says nothing without what follows: a heading, or a sentence that leads in. */
const LEADS_IN = /:\**$|^\*\*[^*]*\*\*$/
const HEADING = /^\*\*[^*]*\*\*\s*/
const MARK = /^\s*(?:-|\d{1,3}\.)\s+/

/**
 * Answers to several questions at once: what was said in one is not said again in a later one. A single line that is all of an answer is: picked out
 * of a table or list above, it answers better than that does.
 */
export function withoutRepeats(answers: readonly string[]): string[] {
  const said = new Set<string>()
  return [...new Set(answers)]
    .map((answer) => {
      const all = paragraphs(answer)
      const lines = all.flatMap((paragraph) => paragraph.lines)
      const left = withoutSaid(all, said).map((paragraph) => paragraph.lines.join(paragraph.joined))
      const repeats = lines.some((line) => keysOf(line).some((key) => said.has(key)))
      for (const key of lines.flatMap(keysOf)) said.add(key)
      const isLine = left.length === 0 && !answer.includes('\n')
      return !repeats || isLine ? answer : left.join('\n\n')
    })
    .filter((answer) => answer !== '')
}

function paragraphs(answer: string): Paragraph[] {
  return answer
    .split('\n\n')
    .map((text) =>
      LIST.test(text)
        ? { lines: text.split('\n'), joined: '\n', whole: WHOLE.test(text) }
        : { lines: sentences(text), joined: ' ', whole: false },
    )
}

function withoutSaid(all: readonly Paragraph[], said: ReadonlySet<string>): Paragraph[] {
  const left: Paragraph[] = []
  let follows = false
  for (const paragraph of all.toReversed()) {
    const lines = unsaid(paragraph, said, follows)
    follows = lines.length > 0
    if (follows) left.unshift({ ...paragraph, lines })
  }
  return left
}

/**
 * From the end, since what leads in to something stays with it, and so does what the next sentence leans on.
 * @param follows whether the next paragraph is said
 */
function unsaid({ lines, joined, whole }: Paragraph, said: ReadonlySet<string>, follows: boolean): string[] {
  const isNew = (line: string) => keysOf(line).some((key) => !said.has(key))
  if (whole) return lines.some(isNew) ? lines : []
  const left: string[] = []
  for (const line of lines.toReversed()) {
    const next = left[0]
    const needed = LEADS_IN.test(line)
      ? next !== undefined || follows
      : isNew(line) || (joined === ' ' && next !== undefined && leansBack(next))
    if (needed) left.unshift(line)
  }
  return left
}

/** The sentences of a line as they are compared: without its heading and its mark. */
function keysOf(line: string): string[] {
  return sentences(line.replace(MARK, '').replace(HEADING, '')).map((sentence) => fold(squeeze(sentence)))
}

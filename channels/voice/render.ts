import type { Citation, Content } from '../../src/contract/message.ts'
import { limits, SENTENCES, SHORT_SPEECH } from './settings.ts'
import { plainLines } from './speech/markdown.ts'
import { speakable } from './speech/speakable.ts'
import { wordsIn } from './words.ts'

/** One stretch of speech, after which the caller has the word. */
export interface Speech {
  text: string
}

const KEYS = 9
const TITLES = 2

/**
 * What is said for a message, in stretches of a few sentences: no Markdown, no addresses, figures readable; the pages named in
 * front, the choices with their keys at the end. After each stretch but the last the caller is asked whether to go on.
 */
export function render(content: Content, language = 'en-US'): Speech[] {
  const words = wordsIn(language)
  const sources = titlesOf(content.citations).map((title) => speakable(title, language))
  const spoken = plainLines(content.text).flatMap((line) => sentencesOf(speakable(line, language), language))
  const lead = sources.length > 0 && spoken.length > 0 ? [words.sources(listed(sources, words.and))] : []
  const options = content.choices.map(({ title }, i) => {
    const said = speakable(title, language)
    return i < KEYS ? words.option(said, i + 1) : `${said}.`
  })
  const answer = stretches([...lead, ...spoken], lead.length + SENTENCES)
  const asked = stretches(options, KEYS)
  const last = answer.at(-1)
  // The options belong to the question before them.
  if (last !== undefined && asked[0] !== undefined && last.length + asked[0].length < limits.textLength)
    return [...answer.slice(0, -1), `${last} ${asked[0]}`, ...asked.slice(1)].map((text) => ({ text }))
  return [...answer, ...asked].map((text) => ({ text }))
}

/** Every page once, by its title. */
function titlesOf(citations: readonly Citation[]): string[] {
  return [...new Set(citations.map(({ title }) => title))].slice(0, TITLES)
}

function listed(items: readonly string[], and: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`
}

/** Sentences, none longer than may be said at once. */
export function sentencesOf(text: string, language: string): string[] {
  const segments = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)]
  return segments.flatMap(({ segment }) => cut(segment.trim())).filter((sentence) => sentence !== '')
}

/** Joins sentences into stretches: so many, or more when they are short. */
function stretches(sentences: readonly string[], most: number): string[] {
  const done: string[] = []
  let text = ''
  let count = 0
  for (const sentence of sentences) {
    const longer = text === '' ? sentence : `${text} ${sentence}`
    const full = count >= most && longer.length > SHORT_SPEECH
    if (text !== '' && (full || longer.length > limits.textLength)) {
      done.push(text)
      text = sentence
      count = 1
    } else {
      text = longer
      count++
    }
  }
  return text === '' ? done : [...done, text]
}

function cut(sentence: string): string[] {
  const parts: string[] = []
  let rest = sentence
  while (rest.length > limits.textLength) {
    const head = rest.slice(0, limits.textLength)
    const at = Math.max(head.lastIndexOf('; '), head.lastIndexOf(', '), head.lastIndexOf(' '))
    // Never between the halves of a surrogate pair.
    const end =
      at > limits.textLength / 2 ? at + 1 : /[\ud800-\udbff]$/.test(head) ? head.length - 1 : head.length
    parts.push(rest.slice(0, end).trim())
    rest = rest.slice(end).trim()
  }
  return [...parts, rest]
}

import { fold } from '../text/fold.ts'
import { sentences } from '../text/sentences.ts'
import { contentStems } from '../text/words.ts'
import { smalltalk, withoutGreeting } from './intent.ts'
import { isQuestion, JOINED_QUESTION } from './question.ts'

/** Statements before a question give it its subject; more than this of them only blurs the search. */
const CONTEXT_LENGTH = 240

/**
 * The questions in what a shopper wrote in one go, each as it stands on its own. Statements stay with the question they lead to;
 * a message without any question is one part as a whole. Lists ("sizes and colours") are not cut.
 */
export function splitQuestions(texts: readonly string[]): string[] {
  const pieces = texts
    .flatMap((text) => text.split(/\n+/))
    .flatMap(splitNumbered)
    .flatMap(({ text, numbered }) =>
      (numbered ? [text] : sentences(text))
        .map(withoutGreeting)
        .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence) && smalltalk(sentence) === undefined)
        .flatMap(splitJoined)
        .map((piece) => ({ piece, numbered })),
    )
  const parts: string[] = []
  let context = ''
  for (const { piece, numbered } of pieces) {
    if (numbered) {
      // What is said before a list belongs to each of its items.
      parts.push(context ? `${shorten(context)} ${piece}` : piece)
      continue
    }
    if (!isQuestion(piece)) {
      context = context ? `${context} ${piece}` : piece
      continue
    }
    parts.push(context ? `${shorten(context)} ${piece}` : piece)
    context = ''
  }
  if (context && !pieces.at(-1)?.numbered) {
    if (parts.length === 0) return [context]
    // What is said after the last question adds to it: "Can I return it? I have lost the receipt."
    parts[parts.length - 1] = `${parts.at(-1)} ${shorten(context)}`
  }
  return mergeEmpty(parts)
}

/** A stretch of a message; one that was numbered is a question of its own, whatever its form. */
interface Piece {
  text: string
  numbered: boolean
}

/** Cuts "1) … 2) … 3) …" where it is numbered on from 1, and takes the number off that a line opens with. */
function splitNumbered(line: string): Piece[] {
  const items = line.split(/(?:^|\s)(?=\(?\d{1,2}[.)]\s)/u).filter((item) => item.trim() !== '')
  const numbers = items.map((item) => /^\(?(\d{1,2})[.)]\s+/.exec(item))
  const first = numbers.findIndex((number) => number !== null)
  const goesOn =
    first >= 0 && numbers.slice(first).every((number, index) => Number(number?.[1]) === index + 1)
  const opens = numbers[0]
  if (goesOn && numbers.length - first > 1)
    return items.map((item, index) => {
      const number = numbers[index]
      return { text: item.slice(number?.[0].length ?? 0), numbered: number !== null }
    })
  const whole = opens ? line.trimStart().slice(opens[0].length) : line
  return [{ text: whole, numbered: false }]
}

/** Cuts "how long does shipping take and what does it cost" in two, when both halves ask about something. */
function splitJoined(sentence: string): string[] {
  const folded = fold(sentence)
  if (folded.length !== sentence.length || !isQuestion(sentence)) return [sentence]
  const halves: string[] = []
  let from = 0
  for (const match of folded.matchAll(JOINED_QUESTION)) {
    const left = sentence.slice(from, match.index)
    const right = sentence.slice(match.index + match[0].length)
    const conditional =
      /\b(?:if|when|wenn|falls|si|se|als|om)\b[^,]*$/i.test(left) && match[0].trim().startsWith(',')
    if (conditional || !isQuestion(left) || contentStems(left).length === 0 || right.trim().length < 6)
      continue
    halves.push(left.trim())
    from = match.index + match[0].length
  }
  return [...halves, sentence.slice(from).trim()]
}

/** Joins a question that has no word of its own ("Is that possible?", "Can you help me?") to its neighbour. */
function mergeEmpty(parts: string[]): string[] {
  const merged: string[] = []
  for (const part of parts) {
    const hollow = contentStems(part).filter((word) => !HOLLOW.has(word)).length === 0
    const last = merged.at(-1)
    if (last !== undefined && (hollow || isHollow(last))) merged[merged.length - 1] = `${last} ${part}`
    else merged.push(part)
  }
  return merged
}

const HOLLOW = new Set([
  'possibl',
  'help',
  'question',
  'someon',
  'work',
  'pleas',
  'assist',
  'sure',
  'correct',
  'true',
  'idea',
  'chance',
])

function isHollow(part: string): boolean {
  return contentStems(part).every((word) => HOLLOW.has(word))
}

function shorten(context: string): string {
  return context.length <= CONTEXT_LENGTH ? context : context.slice(-CONTEXT_LENGTH).replace(/^\S*\s+/, '')
}

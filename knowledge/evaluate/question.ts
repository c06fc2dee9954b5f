import { isFunctionWord } from '../retrieve/text/function-words.ts'
import { plainText } from '../retrieve/passages/text.ts'
import { pick, some, type Chance } from './chance.ts'

/** What a question can be made from. */
export interface PassageText {
  title: string
  headingPath: string[]
  text: string
}

/** How shoppers begin, by what they ask for. */
const FRAMES = [
  'how long',
  'how much is',
  'how do i',
  'do you',
  'can i',
  'can you',
  'what is the',
  'where is',
  'when is',
  'is there a',
  'which',
  'does the',
  'what about',
  'my',
  'if i',
]
/** Words of a shopper's own that a wiki has little reason to use in its answer. */
const ASIDES = (
  'thing stuff bought mate ages today bit wondering week girlfriend husband birthday holiday saturday lost broken wrong money ' +
  'cost cheap quick fast big small old new post mum kid friend house work last next need happen put wait think change keep ' +
  'show fit use guy else yesterday tomorrow month sort idea problem sure normal different same instead already'
).split(' ')

const FRAMED = 0.7
/** Up to this part of a passage's words a shopper has other words for; some have read the page, some guess. */
const REWORDED = 0.5
/** Part of the questions that say something beside the point. */
const ASIDE = 0.5
const TYPO = 0.1
const SHORTEST_WORD = 5
const TOPIC = 0.6

/**
 * A question about a passage as a shopper would type it: a few words of a sentence or table row, often with one of its heading, in lower case, in the frame of a
 * question, some with a slip of the finger or a word beside the point. Undefined when the passage has too few words.
 */
export function questionAbout(passage: PassageText, chance: Chance): string | undefined {
  const lines = linesOf(passage)
  if (lines.length === 0) return undefined
  const topic = contentWords([passage.title, ...passage.headingPath].slice(-2).join(' '))
  const line = pick(lines, chance)
  const about = chance() < TOPIC ? some(topic, 1 + Math.floor(chance() * 2), chance) : []
  const said = some(line, 2 + Math.floor(chance() * 3), chance)
  return phrase([...new Set([...said, ...about])], chance)
}

/**
 * A question that names the subject of one passage and asks for what only another speaks of: the page is found, and has no answer.
 * Undefined when either has too few words.
 */
export function questionBeside(subject: PassageText, other: PassageText, chance: Chance): string | undefined {
  const topic = contentWords([subject.title, ...subject.headingPath].slice(-2).join(' '))
  const known = new Set([...topic, ...contentWords(plainText(subject.text))])
  const foreign = linesOf(other)
    .map((line) => line.filter((word) => !known.has(word)))
    .filter((line) => line.length >= 2)
  if (topic.length === 0 || foreign.length === 0) return undefined
  const named = some(topic, chance() < 0.7 ? 1 : 2, chance)
  const wanted = some(pick(foreign, chance), 2 + Math.floor(chance() * 2), chance)
  return phrase([...wanted, ...named], chance)
}

function phrase(words: readonly string[], chance: Chance): string {
  const distance = REWORDED * chance()
  const reworded = words.map((word) => (chance() < distance ? pick(ASIDES, chance) : word))
  // A question of which nothing is left is about nothing: one word of the passage stays.
  if (!reworded.some((word) => words.includes(word))) reworded[0] = words[0]!
  const typed = reworded.map((word) => (chance() < TYPO ? slip(word, chance) : word))
  if (chance() < ASIDE) typed.splice(Math.floor(chance() * (typed.length + 1)), 0, pick(ASIDES, chance))
  const joined = typed.flatMap((word, index) =>
    index > 0 && chance() < 0.3 ? [pick(LINKS, chance), word] : [word],
  )
  return chance() < FRAMED ? `${pick(FRAMES, chance)} ${joined.join(' ')}` : joined.join(' ')
}

const LINKS = ['for', 'the', 'to', 'in', 'with', 'of', 'my', 'and']

/** Sentences and table rows, each as its content words. Headings alone ask for nothing: they come in as the topic. */
function linesOf({ text }: PassageText): string[][] {
  return plainText(text)
    .split(/(?<=[.!?])\s+|\n+/)
    .map(contentWords)
    .filter((words) => words.length >= 2)
}

function contentWords(line: string): string[] {
  const words = line.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []
  return [...new Set(words)].filter((word) => word.length > 1 && !isFunctionWord(word.replace(/['’]/g, '')))
}

/** Two letters exchanged, one left out or one doubled. */
function slip(word: string, chance: Chance): string {
  if (word.length < SHORTEST_WORD || /\d/.test(word)) return word
  const at = 1 + Math.floor(chance() * (word.length - 2))
  const kind = chance()
  if (kind < 0.4) return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2)
  if (kind < 0.8) return word.slice(0, at) + word.slice(at + 1)
  return word.slice(0, at) + word[at]! + word.slice(at)
}

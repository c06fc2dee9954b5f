import type { Embedder } from '../../contract/knowledge.ts'
import type { ComposeRequest, Composer, Draft } from '../../contract/model.ts'
import { readPassage, type ReadPassage } from '../check/quote.ts'
import { unitLine, type Unit } from '../text/units.ts'
import { askedFor, kindText, satisfies } from './asked.ts'
import { render } from './render.ts'
import { quotable, scoreUnits } from './score.ts'
import { select } from './select.ts'
import { speaksOf } from './terms.ts'

export interface ExtractorOptions {
  /** Compares sentences with the question by meaning, one small batch a question; without it words alone decide. */
  embedder?: Pick<Embedder, 'embed'>
}

/** Passages that are read for one answer, and sentences that are embedded at most. */
const PASSAGES = 4
const BATCH = 30

/** Composes by quoting: the sentences, list items or table rows that answer, as they stand on the page. Needs no key. */
export function createExtractor(options: ExtractorOptions = {}): Composer {
  return {
    async compose(request: ComposeRequest): Promise<Draft> {
      const passages = request.passages.slice(0, PASSAGES).map(readPassage)
      const asked = askedFor(request.question)
      const before = request.history.filter((turn) => turn.role === 'user').slice(-2)
      const question = { text: request.question, before: before.map((turn) => turn.text).join(' ') }
      const similar = options.embedder
        ? await likeness(request.question, passages, options.embedder)
        : undefined
      const scored = scoreUnits(question, asked, passages, similar)
      const answers =
        asked !== 'money' && asked !== 'contact'
          ? scored.length > 0
          : scored.some(({ passage }) => holdsKind(passage))
      function holdsKind(passage: ReadPassage): boolean {
        return satisfies(asked, `${passage.context} ${passage.candidate.text}`) || asked === 'contact'
      }
      const wasSaid = saidIn(request.history)
      const chosen = answers ? select(scored, asked, wasSaid) : []
      const units = chosen.flatMap((selection) => selection.units)
      // What was said a moment ago answers no other question, unless that one is about it too.
      const isNew = units.some(
        (unit) =>
          !wasSaid(unit) ||
          speaksOf(request.question, [withHeader(unit)]) ||
          satisfies(asked, kindText(unit)),
      )
      const sentences = isNew ? chosen.flatMap((one, i) => render(one, chosen[i - 1])) : []
      return { sentences, composer: 'extractive', declined: sentences.length === 0 }
    },
  }
}

/** Tells of a unit whether the bot's last turn held it as it stands. */
function saidIn(history: ComposeRequest['history']): (unit: Unit) => boolean {
  const last = history.findLast((turn) => turn.role === 'agent')?.text ?? ''
  return (unit) => last.includes(unit.text) || last.includes(unitLine(unit))
}

const withHeader = (unit: Unit) => [unitLine(unit), ...(unit.header?.cells ?? [])].join(' ')

/** Cosine of each unit to the question, for the first units of the passages in one batch. */
async function likeness(
  question: string,
  passages: readonly ReadPassage[],
  embedder: Pick<Embedder, 'embed'>,
) {
  const units = passages.flatMap(quotable).slice(0, BATCH)
  const [asked, ...vectors] = await embedder.embed([question, ...units.map(searchText)])
  return new Map(
    units.map((unit, i) => [unit, asked && vectors[i] ? Math.max(0, cosine(asked, vectors[i])) : 0]),
  )
}

function searchText(unit: Unit): string {
  return [...unit.headings.slice(-1), ...(unit.header ? [unit.header.cells.join(' ')] : []), unit.text]
    .join(': ')
    .slice(0, 400)
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0
  let normA = 0
  let normB = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!
    normA += a[i]! ** 2
    normB += b[i]! ** 2
  }
  return normA === 0 || normB === 0 ? 0 : dot / Math.sqrt(normA * normB)
}

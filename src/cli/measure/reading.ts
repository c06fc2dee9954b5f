import { fitOutside, type OutsideWeights } from '../../answer/read/outside.ts'
import { fitReader, GLANCED, type ReadExample } from '../../answer/read/fit.ts'
import { UNIT_FEATURES } from '../../answer/read/features.ts'
import { createReader, heard, kindOf, ranked, type SeenUnit } from '../../answer/read/index.ts'
import type { ReaderWeights, UnitWeights } from '../../answer/read/model.ts'
import type { Embedder, Retrieval } from '../../contract/knowledge.ts'
import type { Example } from '../../../knowledge/evaluate/collect.ts'
import type { LabelledExamples } from './labelled.ts'

/** A question with all that was seen in its candidates. */
export interface SeenExample extends Example {
  seen: SeenUnit[]
  /** Which of them answer. */
  answers: boolean[]
  /** The question's vector, where meaning was compared. */
  vector?: Float32Array
}

export interface SeenSet {
  name: string
  /** Its labels name every page that answers, so that what is left without them answers nothing. */
  complete: boolean
  /** Some of its questions were written to mislead. */
  traps: boolean
  examples: SeenExample[]
}

/** Looks at the words of every unit found for a set's questions. */
export function skimSet({ set, examples }: LabelledExamples): SeenSet {
  const reader = createReader(
    { embed: () => Promise.reject(new Error('skimming compares no vectors')) },
    NONE,
  )
  return {
    name: set.name,
    complete: set.questions.some(({ quotes }) => quotes.length > 0),
    traps: set.questions.some(({ near }) => near),
    examples: examples.map((example) => {
      const seen = reader.skim(example.retrieval)
      return { ...example, seen, answers: seen.map((unit) => isAnswer(example, unit)) }
    }),
  }
}

const NONE = { fittedOn: { sets: [], questions: 0 }, glance: {}, read: {} }

/** Compares the meaning of the units that a glance at their words singles out. */
export async function studySet(set: SeenSet, glance: UnitWeights, embedder: Embedder): Promise<SeenSet> {
  const reader = createReader(embedder, NONE)
  const examples: SeenExample[] = []
  for (const example of set.examples) {
    const asked = embedder.embed([example.retrieval.query]).then(([first]) => first)
    const seen = await reader.study(asked, example.seen, glance)
    const vector = await asked
    const answers = seen.map((unit) => isAnswer(example, unit))
    examples.push({ ...example, seen, answers, ...(vector ? { vector } : {}) })
  }
  return { ...set, examples }
}

export const fitGlance = (sets: readonly SeenSet[]) => fitReader(taught(sets), GLANCED)
export const fitRead = (sets: readonly SeenSet[]) => fitReader(taught(sets), UNIT_FEATURES)

/** From questions that were asked by people who had not seen the pages: those written to mislead sound like any other. */
export function fitHearing(sets: readonly SeenSet[]): OutsideWeights | undefined {
  return fitOutside(
    sets
      .filter(({ complete, traps }) => complete && !traps)
      .flatMap(({ examples }) =>
        examples.flatMap(({ question, retrieval, vector }) =>
          vector ? [{ text: retrieval.query, vector, answerable: question.answerable }] : [],
        ),
      ),
  )
}

function taught(sets: readonly SeenSet[]): ReadExample[] {
  return sets.flatMap(({ examples }) =>
    examples
      .filter(({ question }) => question.answerable)
      .map(({ seen, answers }) => ({ units: seen.map(({ features }) => features), answers })),
  )
}

/** What reading was fitted to. */
export type Fitted = Pick<ReaderWeights, 'read' | 'outside'>

/** A question's candidates in the order of reading; `without` the passages that answer it, for a question nobody can answer. */
export function rankedBy(
  { read: weights, outside }: Fitted,
  example: SeenExample,
  without = false,
): Retrieval {
  const { seen, right, vector } = example
  const retrieval = heard(example.retrieval, outside, vector)
  if (!without && kindOf(retrieval) === 'matched') return retrieval
  if (!without) return ranked(retrieval, seen, weights)
  const groups = new Set(
    retrieval.candidates.filter(({ chunkId }) => right.has(chunkId)).map(({ group }) => group),
  )
  const candidates = retrieval.candidates.filter(({ group }) => !groups.has(group))
  return ranked(
    { ...retrieval, candidates },
    seen.filter(({ candidate }) => !groups.has(candidate.group)),
    weights,
  )
}

/** Whether a unit answers: it is the line that the labels quote, or lies in a right passage where they quote none. */
function isAnswer({ question, right }: Example, { candidate, part }: SeenUnit): boolean {
  if (!right.has(candidate.chunkId)) return false
  if (question.quotes.length === 0) return true
  const own = bare(candidate.text.slice(part.unit.start, part.unit.end))
  return question.quotes.some(({ quote }) => {
    const line = bare(quote.replace(/^\s*(?:[-*+]|\d+\.|>)\s*/, ''))
    return own === line || (own.length > 12 && line.includes(own)) || (line.length > 8 && own.includes(line))
  })
}

/** A line of Markdown by its words alone. */
function bare(line: string): string {
  return line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`|\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

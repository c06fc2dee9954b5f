import { LRUCache } from 'lru-cache'
import type { Candidate, Embedder, ReadSpan, Retrieval, Retriever } from '../../contract/knowledge.ts'
import { askedFor } from '../compose/asked.ts'
import { best, readUnits, type UnitFeatures } from './features.ts'
import { Comparison, wantedWords } from './likeness.ts'
import { readable, type ReadablePassage, type ReadUnit } from './passage.ts'
import { kindOf } from './kind.ts'
import { scoreOf, type ReaderWeights, type UnitWeights } from './model.ts'
import { outside, type OutsideWeights } from './outside.ts'
import { UnitVectors } from './vectors.ts'

/** One unit of a candidate with what reading saw in it. */
export interface SeenUnit {
  candidate: Candidate
  part: ReadUnit
  features: UnitFeatures
}

/** Units whose meaning is compared, chosen by their words: the right one is among them nine times in ten. */
const CLOSELY = 24
/** Passages kept taken apart. */
const TAKEN_APART = 4000

type Embed = Pick<Embedder, 'embed'>

/** Reads what was found, sentence by sentence and row by row, for the one that answers. */
export interface Reader {
  /** Every unit with what its words tell. */
  skim(retrieval: Retrieval): SeenUnit[]
  /** The units worth a close look, with their meaning compared to the question's vector. */
  study(
    asked: Promise<Float32Array | undefined>,
    skimmed: readonly SeenUnit[],
    glance: UnitWeights,
  ): Promise<SeenUnit[]>
  /** The candidates in the order of what they say, with the signals of their best unit. */
  read(retrieval: Retrieval): Promise<Retrieval>
}

/** @param vectors of what it reads; without them they are embedded when they are met, and kept in memory alone */
export function createReader(
  embedder: Embed,
  weights: ReaderWeights,
  vectors: Pick<UnitVectors, 'of'> = new UnitVectors(embedder),
): Reader {
  const passages = new LRUCache<number, ReadablePassage>({ max: TAKEN_APART })

  function take(candidate: Candidate): ReadablePassage {
    let passage = passages.get(candidate.chunkId)
    if (!passage) {
      passage = readable(candidate)
      passages.set(candidate.chunkId, passage)
    }
    return passage
  }

  function skim({ query, words, candidates }: Retrieval): SeenUnit[] {
    const comparison = new Comparison(wantedWords(words))
    const reading = { comparison, asked: askedFor(query) }
    const taken = candidates.map((candidate) => ({ candidate, passage: take(candidate) }))
    const pages = new Map<string, number[]>()
    for (const { candidate, passage } of taken) {
      const [first, ...more] = [passage.all, passage.title, passage.path].map((part) =>
        comparison.presence(part),
      )
      const known = pages.get(candidate.group)
      pages.set(candidate.group, best(first!, ...more, ...(known ? [known] : [])))
    }
    return taken.flatMap(({ candidate, passage }, rank) =>
      readUnits(reading, { candidate, passage, onPage: pages.get(candidate.group)!, rank }).map(
        (features, at) => ({ candidate, part: passage.units[at]!, features }),
      ),
    )
  }

  async function compareMeaning(
    question: Promise<Float32Array | undefined>,
    seen: readonly SeenUnit[],
  ): Promise<void> {
    const lines = seen.map(({ candidate, part }) => ({ ...part.line, chunkId: candidate.chunkId }))
    const [known, asked] = await Promise.all([vectors.of(lines), question])
    seen.forEach(({ features }, index) => {
      const vector = known.get(lines[index]!.hash)
      features.meaning = vector && asked ? dot(asked, vector) : 0
    })
  }

  async function study(
    asked: Promise<Float32Array | undefined>,
    skimmed: readonly SeenUnit[],
    glance: UnitWeights,
  ): Promise<SeenUnit[]> {
    const closely = skimmed
      .map((unit, index) => ({ unit, index, score: scoreOf(glance, unit.features) }))
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .slice(0, CLOSELY)
      .sort((a, b) => a.index - b.index)
      .map(({ unit }) => unit)
    await compareMeaning(asked, closely)
    return closely
  }

  return {
    skim,
    study,
    async read(retrieval) {
      // Passages worded like questions are compared as they are: there is no sentence in them that answers.
      if (kindOf(retrieval) === 'matched') return retrieval
      const skimmed = skim(retrieval)
      const asked = embedder.embed([retrieval.query]).then(([vector]) => vector)
      const studied = await study(asked, skimmed, weights.glance)
      return ranked(heard(retrieval, weights.outside, await asked), studied, weights.read)
    },
  }
}

/** A retriever whose candidates were read. */
export function readingRetriever(retriever: Retriever, reader: Pick<Reader, 'read'>): Retriever {
  return { retrieve: async (query) => reader.read(await retriever.retrieve(query)) }
}

/** The retrieval with what the question sounds like by itself. */
export function heard(
  retrieval: Retrieval,
  weights: OutsideWeights | undefined,
  vector: Float32Array | undefined,
): Retrieval {
  if (!weights || !vector) return retrieval
  const signal = outside(weights, retrieval.query, vector)
  return { ...retrieval, questionSignals: { ...retrieval.questionSignals, outside: signal } }
}

/** What of a page is shown as read: parts of the belief below this are noise. */
const SHOWN = 0.02

/**
 * Orders candidates by the belief that they answer: the softmax over all units, summed by passage, and for the first by page. Signals tell of each candidate's
 * best unit; one that was not looked at closely has none. `score` becomes the candidate's own share of the belief.
 */
export function ranked(retrieval: Retrieval, seen: readonly SeenUnit[], weights: UnitWeights): Retrieval {
  const scored = seen.map((unit) => ({ ...unit, score: scoreOf(weights, unit.features) }))
  const top = scored.reduce((most, { score }) => Math.max(most, score), -Infinity)
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - top), 0) || 1
  const pages = new Map<string, number>()
  const units = new Map<Candidate, { share: number; score: number; unit: SeenUnit }[]>()
  for (const { score, ...unit } of scored) {
    const share = Math.exp(score - top) / total
    const { candidate } = unit
    pages.set(candidate.group, (pages.get(candidate.group) ?? 0) + share)
    units.set(candidate, [...(units.get(candidate) ?? []), { share, score, unit }])
  }
  const order = retrieval.candidates.map((candidate, rank) => {
    const own = (units.get(candidate) ?? []).toSorted((a, b) => b.share - a.share)
    const share = own.reduce((sum, unit) => sum + unit.share, 0)
    const page = pages.get(candidate.group) ?? 0
    const [first] = own
    return {
      page,
      share,
      rank,
      candidate: {
        ...candidate,
        score: share,
        signals: {
          ...candidate.signals,
          pageShare: page,
          ...(first ? { ...first.unit.features, unitShare: first.share, reading: first.score } : {}),
        },
        read: own.filter((unit) => unit.share >= SHOWN).map(({ unit, share: part }) => span(unit, part)),
      },
    }
  })
  order.sort((a, b) => b.share - a.share || a.rank - b.rank)
  // The likeliest page leads with its best passage; after it every passage speaks for itself.
  const most = order.reduce((value, { page }) => Math.max(value, page), 0)
  const lead = order.findIndex(({ page }) => page === most)
  if (lead > 0) order.unshift(...order.splice(lead, 1))
  return { ...retrieval, candidates: order.map(({ candidate }) => candidate) }
}

function span({ part }: SeenUnit, share: number): ReadSpan {
  return { start: part.unit.start, end: part.unit.end, share }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

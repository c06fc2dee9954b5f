import type { Sql } from '../../src/contract/database.ts'
import type {
  Candidate,
  Embedder,
  Retrieval,
  RetrievalQuery,
  Retriever,
} from '../../src/contract/knowledge.ts'
import { findCandidates, type FoundPassage } from './candidates.ts'
import { standAlone } from './history.ts'
import { searchTerms, unknownWords, type SimilarTerm } from './expand.ts'
import { analysePassage } from './score/analysis.ts'
import { centredCosines } from './score/centred.ts'
import { rankByEvidence, scorePassage } from './score/index.ts'
import { analyseQuestion, askedWords, questionSignals } from './score/question.ts'
import { specifics } from './score/specifics.ts'
import { isFresh, loadSnapshot, type Snapshot } from './snapshot.ts'

export { completeVectors } from './passages/complete.ts'
export { passageIndex, prepareChunks } from './passages/index.ts'
export type { IndexedChunk, IndexedPage, PassageIndex } from './passages/index.ts'

/** Longer questions are cut: a shopper's question ends long before. */
const QUESTION_LENGTH = 2000
const DEFAULT_LIMIT = 20

/**
 * Finds passages for a question: two statements (the published edition with words that resemble unknown ones; candidates by words and
 * vectors), then exact scores in process. Two more when the index has changed since the last question.
 */
export function createRetriever(db: Sql, embedder: Embedder): Retriever {
  let snapshot: Snapshot | undefined
  let loading: Promise<Snapshot> | undefined

  function load(): Promise<Snapshot> {
    loading ??= loadSnapshot(db, embedder.space, embedder.dimensions).finally(() => (loading = undefined))
    return loading
  }

  async function retrieve(request: RetrievalQuery): Promise<Retrieval> {
    snapshot ??= await load()
    const asked = request.text.slice(0, QUESTION_LENGTH)
    const text = standAlone(asked, request.history ?? [])
    const state = await readState(db, unknownWords(analyseQuestion(snapshot.lexicon, text)))
    if (!isFresh(snapshot, state.revision, Date.now())) snapshot = await load()
    const { lexicon } = snapshot
    const question = analyseQuestion(lexicon, text)
    const [vector] = await embedder.embed([text])
    const found = await findCandidates(db, snapshot, {
      space: embedder.space,
      dimensions: embedder.dimensions,
      vector: vector!,
      terms: searchTerms(question, lexicon, state.similar),
      edition: state.edition,
      ...(request.pageIds ? { pageIds: request.pageIds } : {}),
      ...(request.excludePageIds ? { excludePageIds: request.excludePageIds } : {}),
    })
    const current = snapshot
    const scored = found.map((passage) => {
      let analysis = current.analyses.get(passage.id)
      if (!analysis) {
        analysis = analysePassage(lexicon, { ...passage, headingPath: passage.heading_path })
        current.analyses.set(passage.id, analysis)
      }
      const signals = scorePassage(lexicon, question, analysis, centredCosines(passage, vector!, current))
      return {
        id: passage.id,
        group: String(passage.page_id),
        score: signals.score,
        passage,
        analysis,
        signals,
      }
    })
    return {
      query: text,
      edition: state.edition,
      candidates: rankByEvidence(scored)
        .slice(0, request.limit ?? DEFAULT_LIMIT)
        .map(({ passage, analysis, signals, fused }) =>
          candidate(passage, { ...signals, ...specifics(question, analysis) }, fused),
        ),
      questionSignals: questionSignals(question),
      words: askedWords(question, lexicon),
    }
  }
  return { retrieve }
}

function candidate(passage: FoundPassage, signals: Record<string, number>, score: number): Candidate {
  return {
    chunkId: passage.id,
    pageId: passage.page_id,
    title: passage.title,
    headingPath: passage.heading_path,
    text: passage.text,
    url: passage.url,
    pageVersion: passage.page_version,
    group: String(passage.page_id),
    signals,
    score,
  }
}

async function readState(
  db: Sql,
  unknown: string[],
): Promise<{ edition: number; revision: number; similar: SimilarTerm[] }> {
  const [row] = await db.query<{ edition: number; revision: number; similar: SimilarTerm[] }>(
    `SELECT edition_id AS edition, revision::float8, (
       SELECT coalesce(json_agg(json_build_object('word', unknown.word, 'term', near.term, 'near', near.near)), '[]')
       FROM unnest($1::text[]) AS unknown (word) CROSS JOIN LATERAL (
         SELECT term, similarity(term, unknown.word) AS near FROM term
         WHERE term % unknown.word AND df > 0 ORDER BY near DESC, term LIMIT 3
       ) AS near
     ) AS similar
     FROM published, index_state`,
    [unknown],
  )
  return row!
}

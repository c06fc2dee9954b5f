import { LRUCache } from 'lru-cache'
import type { Sql } from '../../src/contract/database.ts'
import { parseVector } from '../embed/vector-text.ts'
import type { Analysis } from './score/analysis.ts'
import { Lexicon } from './text/lexicon.ts'

/** What the second stage keeps of the index in memory: its words, its mean vectors, and passages taken apart. */
export interface Snapshot {
  revision: number
  loadedAt: number
  lexicon: Lexicon
  /** Mean of the passages' vectors: what all of them have in common says nothing about one. */
  meanText: Float32Array
  meanTitle: Float32Array
  analyses: LRUCache<number, Analysis>
}

/** Grams of kept passages, about 50 bytes each. */
const KEPT_GRAMS = 1_500_000

/** Two statements; half a second for 100,000 passages, so not for every question. */
export async function loadSnapshot(db: Sql, space: string, dimensions: number): Promise<Snapshot> {
  const [state] = await db.query<{
    revision: number
    chunks: number
    length: number
    mean_text: string | null
    mean_title: string | null
  }>(
    `SELECT revision::float8, chunks::float8, length::float8,
       (SELECT avg(embedding)::text FROM chunk_vector JOIN chunk ON chunk.id = chunk_id
        WHERE space = $1 AND part = 'text' AND to_edition IS NULL) AS mean_text,
       (SELECT avg(embedding)::text FROM chunk_vector JOIN chunk ON chunk.id = chunk_id
        WHERE space = $1 AND part = 'title' AND to_edition IS NULL) AS mean_title
     FROM index_state`,
    [space],
  )
  const terms = await db.query<{ term: string; df: number }>('SELECT term, df FROM term WHERE df > 0')
  const mean = (text: string | null) => (text === null ? new Float32Array(dimensions) : parseVector(text))
  return {
    revision: state!.revision,
    loadedAt: Date.now(),
    lexicon: new Lexicon(state!.chunks, state!.length, new Map(terms.map(({ term, df }) => [term, df]))),
    meanText: mean(state!.mean_text),
    meanTitle: mean(state!.mean_title),
    analyses: new LRUCache<number, Analysis>({ maxSize: KEPT_GRAMS, sizeCalculation: grams }),
  }
}

function grams(analysis: Analysis): number {
  return 1 + analysis.title.grams.size + analysis.text.grams.size + analysis.whole.grams.size
}

/** Small indexes are loaded anew at once; large ones while a crawl writes only now and then. */
const SMALL_CHUNKS = 2000
const STALE_MS = 20_000

/** Whether a snapshot still serves at this revision of the index. */
export function isFresh(snapshot: Snapshot, revision: number, now: number): boolean {
  if (snapshot.revision === revision) return true
  return snapshot.lexicon.chunks > SMALL_CHUNKS && now - snapshot.loadedAt < STALE_MS
}

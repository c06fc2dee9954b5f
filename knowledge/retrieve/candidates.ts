import type { Sql } from '../../src/contract/database.ts'
import { vectorText } from '../embed/vector-text.ts'
import { EXACT_LIMIT } from './passages/optimise.ts'
import type { Snapshot } from './snapshot.ts'

/** A row of the first stage. */
export interface FoundPassage {
  id: number
  page_id: number
  title: string
  heading_path: string[]
  text: string
  url: string
  page_version: number
  /** Inner products of the passage's vectors with the question's and with the corpus mean. */
  text_question: number | null
  text_mean: number | null
  title_question: number | null
  title_mean: number | null
}

export interface CandidateQuery {
  space: string
  dimensions: number
  vector: Float32Array
  /** Index terms to look up, with their weights. */
  terms: { term: string; weight: number }[]
  edition: number
  pageIds?: number[]
  excludePageIds?: number[]
}

const LEXICAL = 50
const TEXT_VECTORS = 40
const TITLE_VECTORS = 20
/** How far the graph is searched; what is retired or not citable falls out of these. */
const GRAPH_SEARCH = 120

/**
 * The first stage, one statement: BM25 over the postings, and the nearest text and title vectors, all among the passages of the edition on citable
 * pages. Ties go to the lower id, so that both databases find the same.
 */
export async function findCandidates(
  db: Sql,
  snapshot: Snapshot,
  query: CandidateQuery,
): Promise<FoundPassage[]> {
  const graph = snapshot.lexicon.chunks >= EXACT_LIMIT
  return db.query<FoundPassage>(statement(graph, query), [
    query.terms.map(({ term }) => term),
    query.terms.map(({ weight }) => weight),
    snapshot.lexicon.averageLength,
    query.edition,
    query.pageIds ?? null,
    query.excludePageIds ?? [],
    vectorText(query.vector),
    vectorText(snapshot.meanText),
    vectorText(snapshot.meanTitle),
  ])
}

const LIVE = `c.from_edition <= $4 AND (c.to_edition IS NULL OR c.to_edition > $4)
  AND p.citable AND ($5::int[] IS NULL OR c.page_id = ANY($5::int[]))
  AND c.page_id <> ALL($6::int[])`

function statement(graph: boolean, { space, dimensions }: CandidateQuery): string {
  const nearest = graph ? byGraph : byComparing
  return `
    WITH setting AS MATERIALIZED (SELECT set_config('hnsw.ef_search', '${GRAPH_SEARCH}', true) AS ef),
    lexical AS (
      SELECT posting.chunk_id, round(sum(wanted.weight * posting.count * 2.2 /
        (posting.count + 1.2 * (0.25 + 0.75 * posting.length / $3::float8)))::numeric, 6) AS score
      FROM unnest($1::text[], $2::float8[]) AS wanted (term, weight)
      JOIN term ON term.term = wanted.term
      JOIN posting ON posting.term_id = term.id
      JOIN chunk c ON c.id = posting.chunk_id
      JOIN page p ON p.id = c.page_id
      WHERE ${LIVE}
      GROUP BY posting.chunk_id ORDER BY score DESC, posting.chunk_id LIMIT ${LEXICAL}
    ),
    near_text AS (${nearest('text', space, dimensions, TEXT_VECTORS)}),
    near_title AS (${nearest('title', space, dimensions, TITLE_VECTORS)}),
    found AS (
      SELECT chunk_id FROM lexical UNION SELECT chunk_id FROM near_text UNION SELECT chunk_id FROM near_title
    )
    SELECT c.id, c.page_id, c.title, c.heading_path, c.text, p.url,
      coalesce(p.trained_version, p.version) AS page_version,
      -(vt.embedding <#> $7::vector) AS text_question, -(vt.embedding <#> $8::vector) AS text_mean,
      -(vh.embedding <#> $7::vector) AS title_question, -(vh.embedding <#> $9::vector) AS title_mean
    FROM found JOIN chunk c ON c.id = found.chunk_id JOIN page p ON p.id = c.page_id
    LEFT JOIN chunk_vector vt ON vt.chunk_id = c.id AND vt.space = '${space}' AND vt.part = 'text'
    LEFT JOIN chunk_vector vh ON vh.chunk_id = c.id AND vh.space = '${space}' AND vh.part = 'title'
    WHERE ${LIVE}
    ORDER BY c.id`
}

/** Compares every vector; the second key keeps the graph's index out of it. */
function byComparing(part: string, space: string, _dimensions: number, limit: number): string {
  return `
    SELECT v.chunk_id FROM chunk_vector v JOIN chunk c ON c.id = v.chunk_id JOIN page p ON p.id = c.page_id
    WHERE v.space = '${space}' AND v.part = '${part}' AND ${LIVE}
    ORDER BY v.embedding <#> $7::vector, v.chunk_id LIMIT ${limit}`
}

/** Searches the HNSW graph of the space, then drops what may not be found. */
function byGraph(part: string, space: string, dimensions: number, limit: number): string {
  return `
    SELECT near.chunk_id FROM (
      SELECT v.chunk_id, v.embedding::vector(${dimensions}) <#> $7::vector(${dimensions}) AS distance
      FROM chunk_vector v
      WHERE v.space = '${space}' AND v.part = '${part}' AND (SELECT ef FROM setting) IS NOT NULL
      ORDER BY v.embedding::vector(${dimensions}) <#> $7::vector(${dimensions}) LIMIT ${GRAPH_SEARCH}
    ) AS near JOIN chunk c ON c.id = near.chunk_id JOIN page p ON p.id = c.page_id
    WHERE ${LIVE}
    ORDER BY near.distance, near.chunk_id LIMIT ${limit}`
}

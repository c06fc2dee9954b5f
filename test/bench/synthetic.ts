import { passageIndex } from '../../knowledge/retrieve/index.ts'
import { passageHash, passageTerms } from '../../knowledge/retrieve/passages/text.ts'
import { vectorText } from '../../knowledge/embed/vector-text.ts'
import type { Sql } from '../../src/contract/database.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import type { OpenDatabase } from '../../src/database/index.ts'

const SPACE = 'synthetic'
const DIMENSIONS = 512
const VOCABULARY = 30_000
const TOPICS = 200
const NOISES = 5000
const WORDS = 80
const CHUNKS_PER_PAGE = 5
const BATCH = 1000

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A rank drawn by Zipf's law: the nth word is 1/n as frequent as the first. */
const zipf = (random: () => number, size: number) => Math.floor(Math.exp(random() * Math.log(size + 1))) - 1

/** The nth word: pronounceable, and none is the stem of another. */
function wordAt(rank: number): string {
  let word = ''
  for (let rest = rank + 20; rest > 0; rest = Math.floor(rest / 80))
    word += 'bcdfghjklmnprtvz'[rest % 16]! + 'aeiou'[Math.floor(rest / 16) % 5]!
  return `${word}k`
}

function unit(random: () => number, scale: number): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() + random() + random() - 1.5)
  const length = Math.hypot(...vector)
  return vector.map((value) => (value / length) * scale)
}

/** A corpus whose passages are about topics: half of a passage's words are its topic's own, its vector lies near the topic's. */
export class Corpus {
  readonly centres: Float32Array[]
  readonly noises: Float32Array[]

  constructor() {
    const random = randomOf(1)
    this.centres = Array.from({ length: TOPICS }, () => unit(random, 1))
    this.noises = Array.from({ length: NOISES }, () => unit(random, 1.2))
  }

  /** Text of a passage. */
  passage(number: number): { topic: number; text: string } {
    const random = randomOf(1000 + number)
    const topic = Math.floor(random() * TOPICS)
    return { topic, text: this.#words(random, topic, WORDS).join(' ') }
  }

  /** A question about one of the passages, with its vector. */
  question(number: number, passages: number): { text: string; vector: Float32Array } {
    const random = randomOf(9_000_000 + number)
    const { topic, text } = this.passage(Math.floor(random() * passages))
    const said = text.split(' ')
    const picked = Array.from({ length: 5 }, () => said[Math.floor(random() * said.length)]!)
    const centre = this.centres[topic]!
    const noise = this.noises[Math.floor(random() * NOISES)]!
    const vector = centre.map((value, at) => value + noise[at]!)
    const length = Math.hypot(...vector)
    return { text: `how do I ${picked.join(' ')} and the`, vector: vector.map((value) => value / length) }
  }

  #words(random: () => number, topic: number, count: number): string[] {
    return Array.from({ length: count }, () => {
      const rank = zipf(random, VOCABULARY)
      // A topic's own words are the frequent ones moved to another place of the vocabulary.
      return wordAt(random() < 0.5 ? rank : (rank + 500 + topic * 149) % VOCABULARY)
    })
  }
}

/** Gives the vectors that were prepared for the questions. */
export function preparedEmbedder(vectors: ReadonlyMap<string, Float32Array>): Embedder {
  return {
    space: SPACE,
    dimensions: DIMENSIONS,
    embed: async (texts) => texts.map((text) => vectors.get(text) ?? new Float32Array(DIMENSIONS)),
    countTokens: (text) => text.split(' ').length,
    close: async () => {},
  }
}

/** Loads passages up to `until` beside those that are there, as the index would hold them after a crawl. */
export async function loadPassages(
  db: OpenDatabase,
  corpus: Corpus,
  from: number,
  until: number,
): Promise<void> {
  if (from === 0) await prepare(db, corpus)
  // Built anew afterwards: that takes far less than putting so many vectors into a graph that is there.
  for (const part of ['text', 'title']) await db.query(`DROP INDEX IF EXISTS "chunk_vector_${SPACE}_${part}"`)
  for (let at = from; at < until; at += BATCH) {
    await db.transaction(async (tx) => {
      // Rows are right by construction; checking each foreign key would take most of the time.
      if (!db.embedded) await tx.query('SET LOCAL session_replication_role = replica')
      await loadBatch(tx, corpus, at, Math.min(until, at + BATCH))
    })
  }
  await db.transaction((tx) => passageIndex.recount(tx))
  await passageIndex.optimise(db)
}

async function prepare(db: OpenDatabase, corpus: Corpus): Promise<void> {
  await db.query(
    `INSERT INTO connection (kind, site_url, name) VALUES ('confluence-cloud', 'https://bench.example', 'b')`,
  )
  // Vectors are added up in the database from these: 200,000 of them would be a gigabyte of text.
  await db.query(
    'CREATE TABLE bench_vector (kind text, number int, embedding vector, PRIMARY KEY (kind, number))',
  )
  for (const [kind, vectors] of Object.entries({ centre: corpus.centres, noise: corpus.noises }))
    for (let at = 0; at < vectors.length; at += BATCH)
      await db.query(
        `INSERT INTO bench_vector SELECT $1, number, embedding::vector
         FROM unnest($2::int[], $3::text[]) AS fresh (number, embedding)`,
        [
          kind,
          vectors.slice(at, at + BATCH).map((_, index) => at + index),
          vectors.slice(at, at + BATCH).map(vectorText),
        ],
      )
}

async function loadBatch(tx: Sql, corpus: Corpus, from: number, until: number): Promise<void> {
  const chunks = Array.from({ length: until - from }, (_, index) => {
    const number = from + index
    const { topic, text } = corpus.passage(number)
    const page = Math.floor(number / CHUNKS_PER_PAGE) + 1
    const title = `Page ${page}`
    const chunk = { ordinal: number % CHUNKS_PER_PAGE, headingPath: [], text, tokens: WORDS }
    return { id: number + 1, page, title, topic, chunk, ...passageTerms(title, chunk) }
  })
  const pages = [...new Set(chunks.map(({ page }) => page))]
  await tx.query(
    `INSERT INTO page (id, connection_id, external_id, title, url, restricted, version, state, citable, trained_version)
     OVERRIDING SYSTEM VALUE
     SELECT id, 1, id::text, 'Page ' || id, 'https://bench.example/' || id, false, 1, 'trained', true, 1
     FROM unnest($1::int[]) AS fresh (id) ON CONFLICT DO NOTHING`,
    [pages],
  )
  await tx.query(
    `INSERT INTO chunk (id, page_id, from_edition, ordinal, title, heading_path, text, tokens, length, content_hash)
     OVERRIDING SYSTEM VALUE
     SELECT id, page_id, 1, ordinal, 'Page ' || page_id, '{}', text, ${WORDS}, length, hash
     FROM unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::int[], $6::text[])
       AS fresh (id, page_id, ordinal, text, length, hash)`,
    [
      chunks.map(({ id }) => id),
      chunks.map(({ page }) => page),
      chunks.map(({ chunk }) => chunk.ordinal),
      chunks.map(({ chunk }) => chunk.text),
      chunks.map(({ length }) => length),
      chunks.map(({ title, chunk }) => passageHash(title, chunk)),
    ],
  )
  const postings = chunks.flatMap(({ id, counts, length }) =>
    [...counts].map(([term, count]) => ({ id, term, count, length })),
  )
  await tx.query('INSERT INTO term (term) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    [...new Set(postings.map(({ term }) => term))],
  ])
  await tx.query(
    `INSERT INTO posting (term_id, chunk_id, count, length)
     SELECT term.id, fresh.chunk_id, fresh.count, fresh.length
     FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) AS fresh (term, chunk_id, count, length)
     JOIN term ON term.term = fresh.term`,
    [
      postings.map(({ term }) => term),
      postings.map(({ id }) => id),
      postings.map(({ count }) => count),
      postings.map(({ length }) => length),
    ],
  )
  await tx.query(
    `INSERT INTO chunk_vector (chunk_id, space, part, embedding)
     SELECT id, '${SPACE}', part, l2_normalize(centre.embedding + noise.embedding)
     FROM unnest($1::int[], $2::int[]) AS fresh (id, topic)
     CROSS JOIN (VALUES ('text', 7919), ('title', 104729)) AS parts (part, step)
     JOIN bench_vector AS centre ON centre.kind = 'centre' AND centre.number = topic
     JOIN bench_vector AS noise ON noise.kind = 'noise' AND noise.number = (id::bigint * step) % ${NOISES}`,
    [chunks.map(({ id }) => id), chunks.map(({ topic }) => topic)],
  )
}

import type { Sql } from '../../../src/contract/database.ts'
import type { Embedder } from '../../../src/contract/knowledge.ts'
import { hashText } from '../../embed/cache.ts'
import { vectorText } from '../../embed/vector-text.ts'
import { passageTexts } from './text.ts'

interface Incomplete {
  id: number
  title: string
  headingPath: string[]
  text: string
}

const AT_A_TIME = 32

/**
 * Gives every passage that has no vectors in the embedder's space its own: after the embedder has changed, before anything is
 * searched, since vectors of different spaces never meet. Those of the other space stay, for processes that still use it. What is
 * done is kept when it dies, and two processes may do it at once. Returns how many passages it was.
 */
export async function completeVectors(
  db: Sql,
  embedder: Embedder,
  progress: (done: number, all: number) => void = () => {},
): Promise<number> {
  const [counted] = await db.query<{ missing: number }>(
    `SELECT count(*)::int AS missing FROM chunk c WHERE ${WITHOUT}`,
    [embedder.space],
  )
  let done = 0
  let after = 0
  while (done < counted!.missing) {
    const passages = await db.query<Incomplete>(
      `SELECT c.id, c.title, c.heading_path AS "headingPath", c.text FROM chunk c
       WHERE c.id > $2 AND ${WITHOUT} ORDER BY c.id LIMIT ${AT_A_TIME}`,
      [embedder.space, after],
    )
    if (passages.length === 0) break
    await complete(db, embedder, passages)
    after = passages.at(-1)!.id
    done += passages.length
    progress(done, counted!.missing)
  }
  return done
}

const WITHOUT = 'NOT EXISTS (SELECT FROM chunk_vector v WHERE v.chunk_id = c.id AND v.space = $1)'

async function complete(db: Sql, embedder: Embedder, passages: readonly Incomplete[]): Promise<void> {
  const parts = passages.flatMap((passage) => {
    const { text, title } = passageTexts(passage.title, passage)
    return [
      { id: passage.id, part: 'text', text },
      { id: passage.id, part: 'title', text: title },
    ]
  })
  const vectors = await embedder.embed(
    parts.map(({ text }) => text),
    'background',
  )
  // A passage may have been forgotten meanwhile.
  await db.query(
    `INSERT INTO chunk_vector (chunk_id, space, part, embedding, hash)
     SELECT kept.id, $1, part, embedding::vector, hash
     FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS fresh (chunk_id, part, embedding, hash)
     JOIN (SELECT id FROM chunk WHERE id = ANY($2::int[]) FOR KEY SHARE) AS kept ON kept.id = fresh.chunk_id
     ON CONFLICT DO NOTHING`,
    [
      embedder.space,
      parts.map(({ id }) => id),
      parts.map(({ part }) => part),
      vectors.map(vectorText),
      parts.map(({ text }) => hashText(text)),
    ],
  )
}

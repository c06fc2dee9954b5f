import { setImmediate as breathe } from 'node:timers/promises'
import type { Sql } from '../../src/contract/database.ts'
import type { Retrieval, Retriever } from '../../src/contract/knowledge.ts'
import { plainText } from '../retrieve/passages/text.ts'
import { chanceOf } from './chance.ts'
import { questionAbout, questionBeside } from './question.ts'

/** A question made from a passage, with what was retrieved for it. */
export interface SelfQuestion {
  text: string
  /** False when no page answers: whatever is found is wrong. */
  answerable: boolean
  /** The first passage is of the page the question was made from, or of one that says the same. */
  right: boolean
  retrieval: Retrieval
}

export interface SelfOptions {
  /** Passages to ask about; each gives an answerable and an unanswerable question. Default 150. */
  passages?: number
  seed?: number
  /** Ends between two questions; what was asked by then is returned. */
  signal?: AbortSignal
}

interface Row {
  id: number
  page_id: number
  title: string
  heading_path: string[]
  text: string
}

/** Passages this close say the same. */
const SAME_COSINE = 0.9
/** Every so many of the unanswerable questions keep the page, and ask it for what another page speaks of. */
const BESIDE_EVERY = 2

/**
 * Asks a corpus about itself: each passage gives a question in a shopper's manner, and one that must not be answered, with the passage's page
 * and all that say the same taken away, or about something the page does not hold. Gives a gate labels on a site's first day. The same
 * seed and pages give the same questions. Lets other work in between questions.
 */
export async function askOwnCorpus(
  db: Sql,
  retriever: Retriever,
  options: SelfOptions = {},
): Promise<SelfQuestion[]> {
  const seed = options.seed ?? 1
  const rows = inOrder(await publishedPassages(db), seed)
  const asked: SelfQuestion[] = []
  let passages = 0
  for (const [index, row] of rows.entries()) {
    if (passages >= (options.passages ?? 150) || options.signal?.aborted) break
    const chance = chanceOf(`${seed} ${keyOf(row)}`)
    const about = { ...row, headingPath: row.heading_path }
    const text = questionAbout(about, chance)
    if (text === undefined) continue
    passages++
    await breathe()
    const same = await pagesLike(db, row)
    const own = await retriever.retrieve({ text })
    asked.push({
      text,
      answerable: true,
      right: same.includes(own.candidates[0]?.pageId ?? 0),
      retrieval: own,
    })
    const other = rows.slice(index + 1).find(({ page_id }) => !same.includes(page_id))
    const beside =
      passages % BESIDE_EVERY === 0 && other
        ? questionBeside(about, { ...other, headingPath: other.heading_path }, chance)
        : undefined
    const without = await retriever.retrieve(
      beside === undefined ? { text, excludePageIds: same } : { text: beside },
    )
    asked.push({ text: beside ?? text, answerable: false, right: false, retrieval: without })
  }
  return asked
}

function publishedPassages(db: Sql): Promise<Row[]> {
  return db.query<Row>(
    `SELECT chunk.id, chunk.page_id, chunk.title, chunk.heading_path, chunk.text
     FROM chunk JOIN page ON page.id = chunk.page_id JOIN published ON true
     WHERE page.citable AND from_edition <= edition_id AND (to_edition IS NULL OR to_edition > edition_id)`,
  )
}

/** Without link targets: a wiki that moves to another address is asked the same. */
const keyOf = (row: Row) => JSON.stringify([row.title, row.heading_path, plainText(row.text)])

/** In an order that the passages' own words decide. */
function inOrder(rows: readonly Row[], seed: number): Row[] {
  return rows
    .map((row) => ({ row, place: chanceOf(`${seed} place ${keyOf(row)}`)() }))
    .sort((a, b) => a.place - b.place || a.row.id - b.row.id)
    .map(({ row }) => row)
}

/** The passage's page, and those with a passage that says the same. */
async function pagesLike(db: Sql, row: Row): Promise<number[]> {
  const found = await db.query<{ page_id: number }>(
    `SELECT DISTINCT chunk.page_id FROM chunk_vector own
     JOIN chunk_vector near ON near.space = own.space AND near.part = 'text'
       AND -(near.embedding <#> own.embedding) >= $2
     JOIN chunk ON chunk.id = near.chunk_id
     WHERE own.chunk_id = $1 AND own.part = 'text'`,
    [row.id, SAME_COSINE],
  )
  return [...new Set([row.page_id, ...found.map(({ page_id }) => page_id)])]
}

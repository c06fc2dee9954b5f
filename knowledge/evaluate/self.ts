import type { Sql } from '../../src/contract/database.ts'
import type { Retrieval, Retriever } from '../../src/contract/knowledge.ts'
import { plainText } from '../retrieve/passages/text.ts'

/** A question made from a passage, with what was retrieved for it. */
export interface SelfQuestion {
  text: string
  /** False when the passage's own page was taken away: whatever is found is wrong. */
  answerable: boolean
  /** The first passage is of the page the question was made from. */
  right: boolean
  retrieval: Retrieval
}

export interface SelfOptions {
  /** Passages to ask about; each gives one answerable and one unanswerable question. Default 150. */
  passages?: number
  seed?: number
}

interface Row {
  page_id: number
  title: string
  heading_path: string[]
  text: string
}

const WORDS = 14
/** Part of a sentence's words that a shopper would have put differently. */
const DROPPED = 0.4

/**
 * Asks a corpus about itself: a sentence or heading with words left out as the question, once with its own page and once
 * without. Gives a gate labels on a site's first day. The same seed gives the same questions.
 */
export async function askOwnCorpus(
  db: Sql,
  retriever: Retriever,
  options: SelfOptions = {},
): Promise<SelfQuestion[]> {
  const rows = await db.query<Row>(
    `SELECT chunk.page_id, chunk.title, chunk.heading_path, chunk.text
     FROM chunk JOIN page ON page.id = chunk.page_id JOIN published ON true
     WHERE page.citable AND from_edition <= edition_id AND (to_edition IS NULL OR to_edition > edition_id)
     ORDER BY chunk.id`,
  )
  const random = sequence(options.seed ?? 1)
  const pages = [...new Set(rows.map((row) => row.page_id))]
  const asked: SelfQuestion[] = []
  for (const row of sample(rows, options.passages ?? 150, random)) {
    const text = questionFrom(row, random)
    const others = pages.filter((page) => page !== row.page_id)
    const own = await retriever.retrieve({ text })
    asked.push({ text, answerable: true, right: own.candidates[0]?.pageId === row.page_id, retrieval: own })
    if (others.length === 0) continue
    const without = await retriever.retrieve({ text, pageIds: others })
    asked.push({ text, answerable: false, right: false, retrieval: without })
  }
  return asked
}

function questionFrom(row: Row, random: () => number): string {
  const heading = [row.title, ...row.heading_path].filter(Boolean).slice(-2).join(' ')
  const lines = plainText(row.text)
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((line) => line.split(' ').length >= 3)
    .slice(0, 8)
  const source = [heading, ...lines].filter(Boolean)
  const chosen = source[Math.floor(random() * source.length)] ?? row.text
  const words = chosen.split(/\s+/).slice(0, WORDS)
  const kept = words.filter(() => random() >= DROPPED)
  return (kept.length > 0 ? kept : words).join(' ')
}

function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item)
}

/** A fixed sequence between 0 and 1 (Lehmer): a calibration can be repeated. */
function sequence(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

import type { Answerer, Reply } from '../../src/contract/answer.ts'
import type { Sql } from '../../src/contract/database.ts'
import type { GoldenQuestion } from '../demo-shop/load.ts'

export interface Asked {
  question: GoldenQuestion
  reply: Reply
  /** Ids that the wiki gives the cited pages. */
  pages: string[]
  rightPage: boolean
  facts: boolean
}

/** Asks each question as a shopper would, and holds the answer against what it should say. */
export async function askAll(
  db: Sql,
  answerer: Answerer,
  questions: readonly GoldenQuestion[],
): Promise<Asked[]> {
  const rows = await db.query<{ id: number; externalId: string }>(
    'SELECT id, external_id AS "externalId" FROM page',
  )
  const externalIds = new Map(rows.map((row) => [row.id, row.externalId]))
  const asked: Asked[] = []
  for (const question of questions) {
    const expected = question.answerable ? question : { page: [], facts: [] }
    const history = ((question.answerable ? question.history : undefined) ?? []).map(([role, text]) => ({
      role: role === 'user' ? ('user' as const) : ('agent' as const),
      text,
    }))
    const reply = await answerer.answer({ texts: [question.text], history })
    const pages = reply.citations.map((citation) => externalIds.get(citation.pageId) ?? '')
    const wanted = [expected.page].flat()
    const said = reply.content.text.toLowerCase()
    asked.push({
      question,
      reply,
      pages,
      rightPage: pages.some((page) => wanted.includes(page)),
      facts: expected.facts.every((ways) => ways.some((way) => said.includes(way.toLowerCase()))),
    })
  }
  return asked
}

/** A question whose number is odd belongs to the half that nothing was fitted on. */
export function isTestHalf(question: GoldenQuestion): boolean {
  return Number(question.id.replace(/\D/g, '')) % 2 === 1
}

import { localEmbedder } from '../../knowledge/embed/index.ts'
import { readLabelledSet } from '../../knowledge/evaluate/folder.ts'
import { loadPassages } from '../../knowledge/evaluate/load.ts'
import { createRetriever } from '../../knowledge/retrieve/index.ts'
import { createReader, readingRetriever, shippedReader } from '../../src/answer/read/index.ts'
import { needsHistory } from '../../src/answer/understand/followup.ts'
import type { Embedder, Retriever } from '../../src/contract/knowledge.ts'
import { openDatabase } from '../../src/database/index.ts'
import { isAcceptable, loadFollowUps, type FollowUp } from '../followups.ts'

/** For one follow-up, whether the first page is right. */
interface Outcome {
  question: FollowUp
  searchedFor: string
  /** History given to search always. */
  followed: boolean
  /** History given where the answer path gives it. */
  asAnswered: boolean
  /** Asked as a person would ask it alone: what search can reach at best. */
  alone: boolean
  /** Asked without its history. */
  without: boolean
}

/**
 * How often the right page comes first for the practice follow-ups, after reading, and how often the rewriting is acceptable.
 * Run: node test/bench/followups.ts [build|final]
 */
export async function measureFollowUps(questions: readonly FollowUp[]): Promise<Outcome[]> {
  const embedder = localEmbedder()
  const outcomes: Outcome[] = []
  for (const [site, own] of Map.groupBy(questions, (question) => question.site))
    outcomes.push(...(await measureSite(embedder, site, own)))
  await embedder.close()
  return outcomes
}

async function measureSite(
  embedder: Embedder,
  site: string,
  questions: readonly FollowUp[],
): Promise<Outcome[]> {
  const folder = new URL(`../practice/${site}`, import.meta.url).pathname
  const db = await openDatabase()
  try {
    const { passages } = readLabelledSet(folder, (text) => embedder.countTokens(text))
    const ids = await loadPassages(db, embedder, passages)
    const pages = new Map(passages.map(({ id, page }) => [id, page]))
    const reader = createReader(embedder, shippedReader())
    const retriever = readingRetriever(createRetriever(db, embedder), reader)
    const outcomes: Outcome[] = []
    for (const question of questions) {
      const history = question.history.map(([role, text]) => ({ role, text }))
      const first = async (text: string, before: typeof history) => {
        const { query, candidates } = await ask(retriever, text, before)
        const page = pages.get(ids.get(candidates[0]?.chunkId ?? -1) ?? '')
        return { query, right: page !== undefined && question.page.includes(page) }
      }
      const followed = await first(question.text, history)
      const without = await first(question.text, [])
      outcomes.push({
        question,
        searchedFor: followed.query,
        followed: followed.right,
        asAnswered: (needsHistory(question.text) ? followed : without).right,
        alone: (await first(question.alone, [])).right,
        without: without.right,
      })
    }
    return outcomes
  } finally {
    await db.close()
  }
}

function ask(retriever: Retriever, text: string, history: { role: 'user' | 'agent'; text: string }[]) {
  return retriever.retrieve({ text, ...(history.length > 0 ? { history } : {}) })
}

if (import.meta.main) {
  const half = process.argv[2]
  const outcomes = await measureFollowUps(loadFollowUps().filter((row) => !half || row.half === half))
  const groups = Map.groupBy(outcomes, ({ question }) => `${question.half}, ${question.topic} topic`)
  for (const [group, own] of groups) {
    const count = (holds: (outcome: Outcome) => boolean) => own.filter(holds).length
    console.log(group, {
      questions: own.length,
      followed: count(({ followed }) => followed),
      asAnswered: count(({ asAnswered }) => asAnswered),
      alone: count(({ alone }) => alone),
      without: count(({ without }) => without),
      acceptable: count(({ question, searchedFor }) => isAcceptable(question, searchedFor)),
    })
  }
}

import type { Trace, TracePart } from '../contract/answer.ts'
import type { Sql } from '../contract/database.ts'
import type { Candidate } from '../contract/knowledge.ts'
import type { Log } from '../contract/log.ts'
import { createExtractor, draftFrom } from '../answer/index.ts'
import type { Finding, Findings } from '../engine/index.ts'
import { readTrace } from '../store/traces.ts'
import { takenAway } from '../../knowledge/store/citable.ts'

const SHOWN = 5
const DRAFTED_FROM = 4
/**
 * Below this confidence nothing is drafted, since a draft about something else costs the agent time: of the demo shop's golden questions
 * (even half) the right page came first for none of six below 0.2, and for eight of twenty between 0.2 and 0.6.
 */
const LEAST_CONFIDENCE = 0.15

/**
 * What an agent is shown of a trace: the passages that may still be cited, and a draft. Where the gate held back before anything was
 * composed, the draft is extracted from them now; the same passages give the same one.
 */
export function findingsOf(db: Sql, log: Log): Findings {
  const extractor = createExtractor()
  return {
    async open(traceId) {
      const trace = await readTrace(db, traceId)
      if (!trace) return undefined
      const handedOff = trace.parts.filter((part) => part.outcome === 'handoff' && part.candidates.length > 0)
      const taken = await takenAway(
        db,
        handedOff.flatMap((part) => part.candidates),
      )
      const parts = handedOff.map((part) => ({
        part,
        passages: part.candidates.filter((found) => !taken.has(found.chunkId)),
      }))
      const drafts = await Promise.all(parts.map(({ part, passages }) => draftOf(part, passages, trace)))
      const texts = drafts.flatMap((draft) => draft?.text ?? [])
      const finding: Finding = {
        passages: shown(parts.flatMap(({ passages }) => passages)),
        ...(texts.length === 0 ? {} : { draft: texts.join('\n\n') }),
        draftPages: await externalIds(
          db,
          drafts.flatMap((draft) => draft?.pages ?? []),
        ),
        questions: handedOff.map((part) => part.searchedFor ?? part.question),
      }
      return finding
    },
  }

  async function draftOf(
    part: TracePart,
    passages: Candidate[],
    trace: Trace,
  ): Promise<{ text: string; pages: number[] } | undefined> {
    const judged = new Set(part.judgement?.passages)
    const kept = judged.size === 0 ? passages : passages.filter((found) => judged.has(found.chunkId))
    // A composer read all of them: nobody knows which of them a draft's words are from.
    if (part.draft !== undefined && kept.length === judged.size)
      return { text: part.draft, pages: part.checks.flatMap((check) => check.pageId ?? []) }
    if (part.judgement && part.judgement.confidence < LEAST_CONFIDENCE) return undefined
    const question = part.searchedFor ?? part.question
    const request = { question, history: [], language: 'en', passages: kept.slice(0, DRAFTED_FROM) }
    return draftFrom(request, extractor).catch((error: unknown) => {
      log.warn({ trace: trace.id, error: String(error) }, 'no draft could be made')
      return undefined
    })
  }
}

/** The best of all parts, each once. */
function shown(passages: readonly Candidate[]): Finding['passages'] {
  const unique = new Map(passages.map((found) => [found.chunkId, found]))
  return [...unique.values()]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ title, headingPath, url, text, score }) => ({
      title,
      heading: headingPath,
      ...(url === '' ? {} : { url }),
      text,
      score,
    }))
}

async function externalIds(db: Sql, pages: readonly number[]): Promise<string[]> {
  if (pages.length === 0) return []
  const rows = await db.query<{ id: string }>(
    'SELECT external_id AS id FROM page WHERE id = ANY($1::int[]) AND citable ORDER BY external_id',
    [[...new Set(pages)]],
  )
  return rows.map((row) => row.id)
}

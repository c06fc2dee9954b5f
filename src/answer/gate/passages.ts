import type { Candidate, Retrieval } from '../../contract/knowledge.ts'
import type { Kind } from './features.ts'

/** What is quoted comes from at most so many passages. */
const QUOTED = 4
/** Below this part of the first passage's score another page's is no longer about the same. */
const NEAR_SCORE = { matched: 0.6, read: 0.1 }
/** A reader is given so many, and of any page but the first no more than its best two. */
const READ = 8
const OF_ANOTHER_PAGE = 2

/** Passages to quote from: the best page's own first, since an answer should rest on one page where it can. */
export function passagesToQuote(kind: Kind, { candidates }: Retrieval): Candidate[] {
  const [best] = candidates
  if (!best) return []
  const own = candidates.filter(({ group }) => group === best.group)
  const others = candidates.filter(
    ({ group, score }) => group !== best.group && score >= best.score * NEAR_SCORE[kind],
  )
  return [...own, ...others].slice(0, QUOTED)
}

/** Passages for a composer that reads them and is known to decline what they do not answer: further pages may hold what the best one does not. */
export function passagesToRead({ candidates }: Retrieval): Candidate[] {
  const [best] = candidates
  if (!best) return []
  const own = candidates.filter(({ group }) => group === best.group).slice(0, QUOTED)
  const others = candidates.filter(
    ({ group }, index) =>
      group !== best.group &&
      candidates.slice(0, index).filter((earlier) => earlier.group === group).length < OF_ANOTHER_PAGE,
  )
  return [...own, ...others].slice(0, READ)
}

import type { Unit } from '../text/units.ts'
import { placesAbout, topicOf } from './about.ts'
import { kindText, type AskedFor } from './asked.ts'
import type { Asked, Placed } from './score.ts'

/** What a question may be answered with: anything, but what a follow-up is not about. */
export function fittingOf(
  question: Asked,
  asked: AskedFor,
  pool: readonly Placed[],
  inRange: ReadonlyMap<Unit, number>,
): ReadonlySet<Placed> {
  if (question.before === '') return new Set(pool)
  const places = pool.map((placed) => ({
    placed,
    own: placed.stems,
    around: placed.around,
    title: placed.title,
    table: placed.unit.header,
    measured: inRange.has(placed.unit),
    text: kindText(placed.unit),
  }))
  const about = placesAbout(topicOf(question.text, question.before, asked), places)
  return new Set([...about].map(({ placed }) => placed))
}

import { LEAST_ANSWERS, type Judged } from './rows.ts'

/** How seldom chance alone may brake. */
const CHANCE = 0.05

/**
 * The given confidence, unless more of the answers above it are wrong than may be, and by more than chance: then the lowest above it at which
 * no more are; 2, never, when there is none.
 */
export function braked(asked: readonly Judged[], least: number, most: number): number {
  const answers = asked.filter(({ confidence }) => confidence >= least)
  const wrong = (rows: readonly Judged[]) => rows.filter(({ right }) => !right).length / (rows.length || 1)
  const mistaken = answers.filter(({ right }) => !right).length
  if (answers.length < LEAST_ANSWERS || atLeast(mistaken, answers.length, most) >= CHANCE) return least
  const cuts = [...new Set(answers.map(({ confidence }) => confidence))].sort((a, b) => a - b)
  const kept = cuts.find((cut) => {
    const above = answers.filter(({ confidence }) => confidence >= cut)
    return above.length >= LEAST_ANSWERS && wrong(above) <= most
  })
  return kept ?? 2
}

/** How likely so many or more of these come up where each does with this chance: the upper tail of the binomial distribution. */
function atLeast(count: number, of: number, chance: number): number {
  if (chance >= 1) return 1
  let term = (1 - chance) ** of
  let below = 0
  for (let at = 0; at < count; at++) {
    below += term
    term *= ((of - at) / (at + 1)) * (chance / (1 - chance))
  }
  return 1 - below
}

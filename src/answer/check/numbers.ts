import { unitsNamed, type Unit } from './measures.ts'
import { quantities, type Quantity } from './quantities.ts'

export type NumberProblem = 'unsupported_number' | 'bound_reversed'

/**
 * Whether every quantity of a sentence is stated by its source, by value with unit: "2–4 days" is "2 to 4 days", "€4.90" is "4,90 €",
 * "two weeks" are "14 days" but not "14 working days", and one end of a range is not the range.
 * @param context headings, title and table header around the quote; they state quantities too and lend units.
 */
export function numberProblem(sentence: string, quote: string, context: string): NumberProblem | undefined {
  const stated = [...quantities(quote), ...quantities(context)]
  const lent = unitsNamed(`${context} ${quote}`)
  for (const claim of quantities(sentence)) {
    const same = stated.filter((source) => sameAmount(claim, source, lent))
    if (same.length === 0) return 'unsupported_number'
    if (claim.bound && same.every((source) => source.bound && source.bound !== claim.bound))
      return 'bound_reversed'
  }
  return undefined
}

function sameAmount(claim: Quantity, source: Quantity, lent: readonly Unit[]): boolean {
  if (!compatible(claim.unit, source.unit, lent)) return false
  const scale = claim.unit && source.unit ? claim.unit.factor / source.unit.factor : 1
  const equal = (a: readonly number[], b: readonly number[]) =>
    a.some((x) => b.some((y) => Math.abs(x * scale - y) < 1e-6))
  if (claim.to) return source.to !== undefined && equal(claim.from, source.from) && equal(claim.to, source.to)
  if (!source.to) return equal(claim.from, source.from)
  // One end of a range may be named only as that end.
  if (claim.bound === 'max') return equal(claim.from, source.to)
  return claim.bound === 'min' && equal(claim.from, source.from)
}

function compatible(claim: Unit | undefined, source: Unit | undefined, lent: readonly Unit[]): boolean {
  if (!claim) return true
  if (!source) return lent.some((unit) => unit.kind === claim.kind && unit.name === claim.name)
  if (claim.kind !== source.kind) return false
  return claim.kind === 'money' || claim.kind === 'temperature' ? claim.name === source.name : true
}

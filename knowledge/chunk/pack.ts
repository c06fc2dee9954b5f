/** What cutting needs to know. */
export interface Limits {
  maxTokens: number
  countTokens(text: string): number
}

/**
 * Puts neighbours together as long as they fit. Each is measured once; the sum decides, and the joined text is measured before it is
 * taken, since the pieces of a text can have fewer tokens than the whole.
 * @param join how a group is written; a table repeats its header here.
 */
export function pack<T>(
  units: readonly T[],
  limits: Limits,
  size: (unit: T) => number,
  join: (group: readonly T[]) => string,
): T[][] {
  const groups: T[][] = []
  let group: T[] = []
  let sum = 0
  for (const unit of units) {
    const tokens = size(unit)
    if (group.length > 0 && !fits(sum + tokens, [...group, unit])) {
      groups.push(group)
      group = []
      sum = 0
    }
    group.push(unit)
    sum += tokens
  }
  if (group.length > 0) groups.push(group)
  return groups

  function fits(estimate: number, candidate: readonly T[]): boolean {
    // Joining rarely saves more than a token a piece: far above the limit nothing needs measuring.
    if (estimate > limits.maxTokens * 1.3 + candidate.length) return false
    return limits.countTokens(join(candidate)) <= limits.maxTokens
  }
}

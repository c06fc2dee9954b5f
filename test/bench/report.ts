/** Value at a share of the sorted values; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Prints one measured number beside what it should be. */
export function verdict(label: string, value: string, target: string, reached: boolean): void {
  console.log(`${reached ? '  ok    ' : '  MISSED'} ${label}: ${value} (target ${target})`)
  if (!reached) process.exitCode = 1
}

export function note(text: string): void {
  console.log(`         ${text}`)
}

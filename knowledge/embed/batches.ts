/** At most so many pieces a batch, padding counted: past that a longer batch is not quicker, only later. */
const BATCH_PIECES = 512
const BATCH_ROWS = 16

/**
 * Groups texts of like length, since every row of a batch is padded to its longest: positions into `lengths`, shortest
 * first. On one core a token takes 0.3–0.6 ms in any batch; like lengths keep it from being paid for padding.
 */
export function batchesByLength(lengths: readonly number[]): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  const batches: number[][] = []
  let batch: number[] = []
  for (const index of order) {
    const rows = batch.length + 1
    if (batch.length > 0 && (rows > BATCH_ROWS || rows * lengths[index]! > BATCH_PIECES)) {
      batches.push(batch)
      batch = []
    }
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** Maps with at most `width` at work at once; the first failure is thrown after those at work have ended. */
export async function mapParallel<T, R>(
  items: readonly T[],
  width: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [at, item] of queue) results[at] = await map(item)
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, worker))
  const failed = ended.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
  return results
}

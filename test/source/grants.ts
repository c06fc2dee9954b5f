import type { Grant, GrantStore } from '../../src/contract/grant.ts'

/** One grant in memory, with a real lock and a log of what was saved. */
export interface MemoryGrant extends GrantStore {
  saved: Grant[]
}

export function memoryGrant(grant: Grant): MemoryGrant {
  let current = grant
  let tail: Promise<unknown> = Promise.resolve()
  const saved: Grant[] = []
  return {
    saved,
    load: async () => structuredClone(current),
    withLock: (_id, work) => {
      const run = async () =>
        work(structuredClone(current), async (next) => {
          current = structuredClone(next)
          saved.push(current)
        })
      const result = tail.then(run, run)
      tail = result.catch(() => {})
      return result
    },
  }
}

import { describe, expect, it } from 'vitest'
import { gathering } from '../../src/engine/gather.ts'

/** Work that ends when it is told to. */
function manual(failing: ReadonlySet<string> = new Set()) {
  const runs: string[][] = []
  const ends: (() => void)[] = []
  const add = gathering(async (items: readonly string[]) => {
    runs.push([...items])
    await new Promise<void>((resolve) => ends.push(resolve))
    if (items.some((item) => failing.has(item))) throw new Error(`cannot: ${items.join()}`)
    return items.map((item) => item.toUpperCase())
  })
  const settle = async () => {
    for (let round = 0; round < 20; round++) {
      ends.splice(0).forEach((end) => end())
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { runs, add, settle }
}

describe('gathering', () => {
  it('begins at once where nothing is under way, and then takes what waits together', async () => {
    const { runs, add, settle } = manual()
    const results = Promise.all(['a', 'b', 'c', 'd', 'e'].map(add))
    expect(runs).toEqual([['a'], ['b']])
    await settle()
    expect(await results).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(runs).toEqual([['a'], ['b'], ['c', 'd', 'e']])
  })

  it('fails nobody for another’s sake', async () => {
    const { runs, add, settle } = manual(new Set(['d']))
    const results = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(add))
    await settle()
    expect((await results).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(runs.slice(2)).toEqual([['c', 'd', 'e'], ['c'], ['d'], ['e']])
    const again = add('f')
    await settle()
    expect(await again).toBe('F')
  })

  it('bounds how many go together', async () => {
    const { runs, add, settle } = manual()
    const results = Promise.all(Array.from({ length: 203 }, (_, n) => add(`${n}`)))
    await settle()
    expect(await results).toHaveLength(203)
    expect(runs.map(({ length }) => length)).toEqual([1, 1, 100, 100, 1])
  })
})

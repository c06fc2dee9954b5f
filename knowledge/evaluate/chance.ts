import { createHash } from 'node:crypto'

/** Numbers between 0 and 1 that depend on the key alone: what is chosen for one passage does not change when another page does. */
export type Chance = () => number

export function chanceOf(key: string): Chance {
  let state = createHash('sha256').update(key).digest().readUInt32LE(0)
  // Mulberry32.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function pick<T>(items: readonly T[], chance: Chance): T {
  return items[Math.floor(chance() * items.length)]!
}

/** So many of the items, in their order. */
export function some<T>(items: readonly T[], count: number, chance: Chance): T[] {
  const keys = items.map(() => chance())
  const kept = new Set(
    keys
      .map((key, index) => ({ key, index }))
      .sort((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ index }) => index),
  )
  return items.filter((_, index) => kept.has(index))
}

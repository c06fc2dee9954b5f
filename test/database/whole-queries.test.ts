import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

test('queries of many connections at the same moment keep their own statements and parameters', async () => {
  const work = Array.from({ length: 400 }, async (_, n) => {
    if (n % 10 === 0) {
      return db.transaction(async (tx) => {
        const [row] = await tx.query<{ sum: number }>('SELECT $1::int + $2::int AS sum', [n, 1])
        return row!.sum - 1
      })
    }
    const places = Array.from({ length: (n % 5) + 1 }, (_, i) => `$${i + 1}::int`)
    const [row] = await db.query<{ n: number }>(
      `SELECT greatest(${places.join()}) AS n`,
      places.map(() => n),
    )
    return row!.n
  })
  expect(await Promise.all(work)).toEqual(work.map((_, n) => n))
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statementNames } from '../../src/database/preparing-client.ts'
import { openTestDatabase, testDatabaseUrl, type TestDatabase } from '../database.ts'

describe('names of statements', () => {
  it('are given to what comes often, one for each text', () => {
    const nameOf = statementNames()
    expect([nameOf('a'), nameOf('a'), nameOf('b')]).toEqual([undefined, undefined, undefined])
    const name = nameOf('a')
    expect(name).toMatch(/^t[\w-]{24}$/)
    expect(nameOf('a')).toBe(name)
    nameOf('b')
    expect(nameOf('b')).not.toBe(name)
    expect(statementNames()('a')).toBeUndefined()
  })

  it('are bounded, however many texts come', () => {
    const nameOf = statementNames()
    for (let n = 0; n < 1000; n++) for (let time = 0; time < 3; time++) nameOf(`text ${n}`)
    const named = Array.from({ length: 1000 }, (_, n) => nameOf(`text ${n}`)).filter(
      (name) => name !== undefined,
    )
    expect(named.length).toBe(250)
  })
})

describe.skipIf(testDatabaseUrl === undefined)('prepared statements (need TEST_DATABASE_URL)', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(() => db.close())

  it('are parsed once for a connection, and give the same with other values', async () => {
    await db.transaction(async (tx) => {
      for (let n = 0; n < 6; n++)
        expect(await tx.query('SELECT $1::int + 40 AS sum', [n])).toEqual([{ sum: n + 40 }])
      const prepared = await tx.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')
      expect(prepared.filter(({ statement }) => statement.includes('+ 40'))).toHaveLength(1)
    })
  })

  it('take any kind of value for a parameter whose type the statement tells', async () => {
    for (const value of ['a', null, 'b', undefined, 'c'])
      expect(await db.query('SELECT coalesce($1::text, $2) AS text', [value, 'none'])).toEqual([
        { text: value ?? 'none' },
      ])
  })

  it('that a change of the schema outdated fail once at most on a connection', async () => {
    await db.query('CREATE TABLE wide (a int)')
    const read = () => db.query('SELECT * FROM wide WHERE a = $1', [1])
    for (let n = 0; n < 20; n++) await read()
    await db.query('ALTER TABLE wide ADD COLUMN b int')
    await db.query('INSERT INTO wide VALUES (1, 2)')
    const results: unknown[] = []
    for (let n = 0; n < 20; n++) results.push(await read().catch(() => 'failed'))
    expect(results.at(-1)).toEqual([{ a: 1, b: 2 }])
    expect(results.filter((result) => result === 'failed').length).toBeLessThanOrEqual(10)
  })

  it('leave a failing transaction as it was', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.query('SELECT $1::int / $2::int', [1, 0])
    })
    await expect(failing).rejects.toThrow('division by zero')
    expect(await db.query('SELECT $1::int / $2::int AS half', [4, 2])).toEqual([{ half: 2 }])
  })
})

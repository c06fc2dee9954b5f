import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allDone } from '../../src/contract/database.ts'
import { openDatabase } from '../../src/database/index.ts'
import { openTestDatabase, testDatabaseUrl, type TestDatabase } from '../database.ts'

describe('database', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(() => db.close())

  it('has pgvector and pg_trgm', async () => {
    const [row] = await db.query<{ d: number; s: number }>(
      `SELECT '[1,0]'::vector <=> '[0,1]'::vector AS d, similarity('jumper', 'jumpr') AS s`,
    )
    expect(row!.d).toBe(1)
    expect(row!.s).toBeGreaterThan(0.3)
  })

  it('commits what resolves and rolls back what throws', async () => {
    await db.query('CREATE TABLE note (n bigint)')
    await db.transaction((tx) => tx.query('INSERT INTO note VALUES (1)'))
    const failing = db.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (2)')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await db.query('SELECT n FROM note')).toEqual([{ n: 1 }])
  })

  it.skipIf(testDatabaseUrl === undefined)(
    'opens all connections ahead where they are kept, and one where not (needs TEST_DATABASE_URL)',
    async () => {
      const connections = async (keepOpen: boolean) => {
        const other = await openTestDatabase({ keepOpen, poolSize: 4 })
        try {
          const [row] = await other.query<{ n: number }>(
            'SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()',
          )
          return row!.n
        } finally {
          await other.close()
        }
      }
      expect(await connections(true)).toBe(4)
      expect(await connections(false)).toBeLessThan(4)
    },
  )

  it.skipIf(testDatabaseUrl === undefined)(
    'bears a connection that is lost in the middle of a transaction (needs TEST_DATABASE_URL)',
    async () => {
      const failing = db.transaction(async (tx) => {
        const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        await db.query('SELECT pg_terminate_backend($1)', [own!.pid])
        await sleep(200)
        await tx.query('SELECT 1')
      })
      await expect(failing).rejects.toThrow(/terminat|connection|closed|dead/i)
      expect(await db.transaction((tx) => tx.query('SELECT 1 AS one'))).toEqual([{ one: 1 }])
    },
  )

  it('commits and rolls back alike where the disk is not waited for', async () => {
    const setting = () => db.query(`SELECT current_setting('synchronous_commit') AS value`)
    const before = await setting()
    await db.query('CREATE TABLE lazy (n bigint)')
    const { asyncCommit } = db
    expect(await asyncCommit.query('INSERT INTO lazy VALUES ($1) RETURNING n', [1])).toEqual([{ n: 1 }])
    await expect(asyncCommit.query('INSERT INTO lazy VALUES ($1)', ['x'])).rejects.toThrow('invalid input')
    await asyncCommit.transaction((tx) => tx.query('INSERT INTO lazy VALUES (2)'))
    const failing = asyncCommit.transaction(async (tx) => {
      await tx.query('INSERT INTO lazy VALUES (3)')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await db.query('SELECT n FROM lazy ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
    // No connection of the pool stays as it was for one of them.
    for (const after of await Promise.all(Array.from({ length: 10 }, setting))) expect(after).toEqual(before)
  })

  it('does what is sent together in its order, and fails only when all of it is done', async () => {
    await db.query('CREATE TABLE row_order (n bigserial, what text)')
    await db.transaction((tx) =>
      allDone(['a', 'b', 'c'].map((what) => tx.query('INSERT INTO row_order (what) VALUES ($1)', [what]))),
    )
    expect(await db.query('SELECT what FROM row_order ORDER BY n')).toEqual([
      { what: 'a' },
      { what: 'b' },
      { what: 'c' },
    ])
    const failing = db.transaction((tx) =>
      allDone([
        tx.query('INSERT INTO row_order (what) VALUES ($1)', ['d']),
        tx.query('SELECT 1 / $1::int', [0]),
        sleep(50).then(() => tx.query('INSERT INTO row_order (what) VALUES ($1)', ['e'])),
      ]),
    )
    await expect(failing).rejects.toThrow('division by zero')
    expect(await db.query('SELECT count(*) AS rows FROM row_order')).toEqual([{ rows: 3 }])
  })

  it('fails for what went wrong, not for what the lost transaction refused then', async () => {
    const failing = db.transaction((tx) =>
      allDone([sleep(50).then(() => tx.query('SELECT $1::int', [1])), tx.query('SELECT 1 / $1::int', [0])]),
    )
    await expect(failing).rejects.toThrow('division by zero')
  })

  it('lets many callers take turns without mixing their answers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        db.transaction(async (tx) => {
          const [first] = await tx.query<{ n: number }>('SELECT $1::int AS n', [n])
          const [second] = await tx.query<{ n: number }>('SELECT $1::int + 1 AS n', [first!.n])
          return second!.n
        }),
      ),
    )
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
  })
})

describe('embedded folder', () => {
  it('keeps its data, refuses a second server, and lets commands join', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-test-'))
    try {
      const first = await openDatabase({ folder })
      await first.query('CREATE TABLE kept (n int)')
      await first.query('INSERT INTO kept VALUES (7)')
      await expect(openDatabase({ folder })).rejects.toMatchObject({ code: 'database.locked' })
      const command = await openDatabase({ folder, join: true })
      expect(command.joined).toBe(true)
      expect(await command.query('SELECT n FROM kept')).toEqual([{ n: 7 }])
      await command.close()
      await first.close()
      const again = await openDatabase({ folder })
      expect(await again.query('SELECT n FROM kept')).toEqual([{ n: 7 }])
      await again.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

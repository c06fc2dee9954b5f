import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { openDatabase, type DatabaseOptions, type OpenDatabase } from '../src/database/index.ts'

/** The real PostgreSQL that the suites also run on, when the environment names one. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL

export interface TestDatabase extends OpenDatabase {
  /** For a second process on the same database; undefined on the embedded one. */
  url: string | undefined
}

/**
 * A fresh, migrated database of its own: embedded in memory, or on the real server a database with a random name
 * that is dropped on close.
 */
export async function openTestDatabase(options: DatabaseOptions = {}): Promise<TestDatabase> {
  if (!testDatabaseUrl) return Object.assign(await openDatabase(options), { url: undefined })
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin(`CREATE DATABASE ${name}`)
  const url = new URL(testDatabaseUrl)
  url.pathname = `/${name}`
  const database = await openDatabase({ ...options, url: url.href })
  return Object.assign(database, {
    url: url.href,
    close: closeThenDrop(database.close.bind(database), name),
  })
}

function closeThenDrop(close: () => Promise<void>, name: string): () => Promise<void> {
  return async () => {
    await close()
    await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
}

async function admin(sql: string): Promise<void> {
  const client = new Client({ connectionString: testDatabaseUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

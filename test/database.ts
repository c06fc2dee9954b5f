import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openDatabase, type DatabaseOptions, type OpenDatabase } from '../src/database/index.ts'

/** The real PostgreSQL that the suites also run on, when the environment names one; an empty variable names none. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL || undefined

export interface TestDatabase extends OpenDatabase {
  /** For a second process on the same database; undefined on the embedded one. */
  url: string | undefined
}

/**
 * A fresh, migrated database of its own: embedded in memory, or on the real server a database with a random name
 * that is dropped on close.
 */
export async function openTestDatabase(options: DatabaseOptions = {}): Promise<TestDatabase> {
  if (!testDatabaseUrl) return Object.assign(await openEmbedded(options), { url: undefined })
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

/** The embedded database takes 2.5 s to initialise and 1 s to load from a dump: the first suite leaves one for the others. */
async function openEmbedded(options: DatabaseOptions): Promise<OpenDatabase> {
  if (options.folder) return openDatabase(options)
  if (existsSync(template)) return openDatabase({ ...options, template })
  const database = await openDatabase(options)
  await database.dump(template)
  return database
}

/** A new data folder whose embedded database is initialised and migrated: a process opens it in 0.7 s, an empty one in 3.5 s. */
export async function dataFolder(prefix: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `tributary-${prefix}-`))
  if (testDatabaseUrl) return folder
  if (!existsSync(template)) await (await openEmbedded({})).close()
  const data = join(folder, 'postgres')
  mkdirSync(data, { mode: 0o700 })
  // The names in a dump begin with a slash, which tar takes off and says so.
  execFileSync('tar', ['xf', template, '-C', data], { stdio: 'ignore' })
  return folder
}

// Named as soon as the migrations are loaded: one that is edited while tests run must not lend its name to what was before.
const template = templatePath()

/** One dump per state of the schema and version of the embedded database. */
function templatePath(): string {
  const folder = new URL('../migrations/', import.meta.url)
  const hash = createHash('sha256')
  hash.update(readFileSync(new URL('../package.json', import.meta.url)))
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)))
  const cache = join(tmpdir(), `tributary-templates-${process.getuid?.() ?? 0}`)
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  return join(cache, `${hash.digest('hex').slice(0, 16)}.tar`)
}

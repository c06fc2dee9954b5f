import type { Database, Sql } from '../../src/contract/database.ts'
import { keyOf, type Heard, type Person } from './heard.ts'

interface Row {
  thread: string
  number: string | null
  scoped: string | null
  fresh: boolean
}

/** Finds the thread of each person, and keeps it when WhatsApp begins to call them by something else. */
export interface People {
  /** The same messages, each in its person's thread. Statuses make nobody known. */
  settle(account: string, heard: readonly Heard[]): Promise<Heard[]>
}

const FIND = `
  SELECT thread, number, scoped_id AS scoped, seen_at > now() - interval '1 day' AS fresh
  FROM whatsapp_person WHERE account = $1 AND (number = ANY($2::text[]) OR scoped_id = ANY($3::text[]))`

export function createPeople(db: Database): People {
  return {
    async settle(account, heard) {
      const people = heard.map(({ person }) => person)
      const known = await find(db, account, people)
      const threads: string[] = []
      for (const { message, person, movedTo } of heard) {
        const thread = settled(known, person)
        const lookUp = message.kind === 'status'
        if (lookUp) threads.push(thread ?? either(known, person) ?? message.thread)
        else if (thread !== undefined && movedTo === undefined) threads.push(thread)
        else {
          const met =
            (await greet(db, account, person, movedTo)) ?? (await meet(db, account, person, movedTo))
          threads.push(met)
          // What else they wrote in the same webhook asks nothing again.
          if (movedTo === undefined) remember(known, person, met)
        }
      }
      return heard.map((one, index) => {
        const thread = threads[index]!
        const { message } = one
        return { ...one, message: { ...message, thread, from: { ...message.from, id: thread } } }
      })
    },
  }
}

async function find(sql: Sql, account: string, people: readonly Person[]): Promise<Row[]> {
  const numbers = people.flatMap(({ number }) => number ?? [])
  const ids = people.flatMap(({ scoped }) => scoped ?? [])
  return sql.query<Row>(FIND, [account, numbers, ids])
}

/** The thread of somebody of whom nothing new is told. */
function settled(rows: readonly Row[], { number, scoped }: Person): string | undefined {
  return rows.find(
    (row) =>
      row.fresh &&
      (number === undefined || row.number === number) &&
      (scoped === undefined || row.scoped === scoped),
  )?.thread
}

function remember(rows: Row[], { number, scoped }: Person, thread: string): void {
  for (const row of rows) if (row.number === number) row.number = null
  rows.push({ thread, number: number ?? null, scoped: scoped ?? null, fresh: true })
}

function either(rows: readonly Row[], { number, scoped }: Person): string | undefined {
  const byId = rows.find((row) => scoped !== undefined && row.scoped === scoped)
  return (byId ?? rows.find((row) => number !== undefined && row.number === number))?.thread
}

/** The usual way of somebody who was never seen: one statement. Undefined when anything of them is known already. */
async function greet(
  db: Sql,
  account: string,
  person: Person,
  movedTo?: string,
): Promise<string | undefined> {
  if (movedTo !== undefined) return undefined
  const [made] = await db.query<{ thread: string }>(
    `INSERT INTO whatsapp_person (account, thread, number, scoped_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING thread`,
    [account, keyOf(person) ?? '', person.number ?? null, person.scoped ?? null],
  )
  return made?.thread
}

/** Takes in what is new of a person, one process at a time, and tells their thread. */
async function meet(db: Database, account: string, told: Person, movedTo?: string): Promise<string> {
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`whatsapp:${account}`])
    const rows = await find(tx, account, movedTo === undefined ? [told] : [told, { number: movedTo }])
    const byId = rows.find((row) => told.scoped !== undefined && row.scoped === told.scoped)
    const byNumber = rows.find((row) => told.number !== undefined && row.number === told.number)
    // A number that another id had before was given to somebody else: what that person wrote stays theirs.
    const owns = told.scoped === undefined || byNumber?.scoped === null
    // The news of a move that was taken in before finds them under the new number already.
    const moved = rows.find((row) => movedTo !== undefined && row.number === movedTo)
    const row = byId ?? (byNumber && owns ? byNumber : moved)
    const number = movedTo ?? told.number
    if (number !== undefined)
      await tx.query(
        'UPDATE whatsapp_person SET number = NULL WHERE account = $1 AND number = $2 AND thread IS DISTINCT FROM $3',
        [account, number, row?.thread ?? null],
      )
    const { scoped } = told
    if (row) {
      await tx.query(
        `UPDATE whatsapp_person SET number = coalesce($3, number), scoped_id = coalesce($4, scoped_id), seen_at = now()
         WHERE account = $1 AND thread = $2`,
        [account, row.thread, number ?? null, scoped ?? null],
      )
      return row.thread
    }
    return insert(tx, account, {
      ...(number === undefined ? {} : { number }),
      ...(scoped === undefined ? {} : { scoped }),
    })
  })
}

/** The thread is named after the person, or numbered when somebody before them, with the same number, had that name. */
async function insert(tx: Sql, account: string, person: Person): Promise<string> {
  const name = keyOf(person) ?? ''
  for (let n = 1; ; n++) {
    const thread = n === 1 ? name : `${name}~${n}`
    const [made] = await tx.query(
      `INSERT INTO whatsapp_person (account, thread, number, scoped_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account, thread) DO NOTHING RETURNING 1 AS one`,
      [account, thread, person.number ?? null, person.scoped ?? null],
    )
    if (made) return thread
  }
}

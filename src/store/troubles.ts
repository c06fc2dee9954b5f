import type { Sql } from '../contract/database.ts'
import type { Log } from '../contract/log.ts'
import type { TellTrouble } from '../contract/trouble.ts'

/** A part of the server that does not work. */
export interface Trouble {
  part: string
  code: string
  text: string
  /** Since when, with the same code. */
  since: Date
}

/** Keeps what is told of troubles, in the order in which it is told. What cannot be kept is logged alone. */
export function troubleTeller(db: Sql, log: Log): TellTrouble {
  const working = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  return (part, error) => {
    // The first good news is kept too: another process may have told of the trouble before this one took the part over.
    if (error !== undefined) working.delete(part)
    else if (working.has(part)) return
    else working.add(part)
    last = last
      .then(() =>
        error === undefined
          ? db.query('DELETE FROM trouble WHERE part = $1', [part])
          : db.query(
              `INSERT INTO trouble AS t (part, code, text) VALUES ($1, $2, $3)
               ON CONFLICT (part) DO UPDATE SET code = excluded.code, text = excluded.text, at = now(),
                 since = CASE WHEN t.code = excluded.code THEN t.since ELSE now() END`,
              [part, error.code, error.message],
            ),
      )
      .catch((failure: unknown) => log.warn({ part, error: String(failure) }, 'a trouble was not kept'))
  }
}

/** What does not work, longest first. */
export function listTroubles(db: Sql): Promise<Trouble[]> {
  return db.query<Trouble>('SELECT part, code, text, since FROM trouble ORDER BY since, part')
}

/** At a server's start: what still does not work is told anew, and what was turned off is not. */
export async function clearTroubles(db: Sql): Promise<void> {
  await db.query('DELETE FROM trouble')
}

/** Something that runs SQL: the pool, or one transaction. Placeholders are $1, $2, …; rows come back as objects. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** Statements and transactions of their own. */
export interface Transactions extends Sql {
  /**
   * Runs `work` in one transaction; commits when it resolves, rolls back when it throws.
   * Keep it short: the embedded database has a single session, so every other query waits meanwhile, and a
   * query sent to the pool (not to `tx`) from inside waits for ever. Statements that are sent without waiting for those before
   * are done in their order, and save the way to the server; see {@link allDone}.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>
}

/** The connection to PostgreSQL, embedded or real. */
export interface Database extends Transactions {
  /** True on the embedded database: one session, no LISTEN, NOTIFY reaches only its sender. */
  readonly embedded: boolean
  /**
   * The same with commits that are not waited for on the disk: after a crash of the server the last of them (up to 0.6 s) can be missing,
   * but never one before anything that was kept (PostgreSQL, "Asynchronous Commit"). For what a durable commit follows at once, and
   * for what may be lost.
   */
  readonly asyncCommit: Transactions
}

/**
 * Waits for all of several statements of a transaction that were sent together, and only then fails for the one that failed first (the others may
 * only fail because the transaction is lost): none of them may come after the transaction's end.
 */
export async function allDone<Results extends readonly unknown[]>(
  work: readonly [...{ [Index in keyof Results]: Results[Index] | Promise<Results[Index]> }],
): Promise<Results> {
  const failures: unknown[] = []
  const results = await Promise.all(
    work.map(async (one) => {
      try {
        return await one
      } catch (error) {
        failures.push(error)
        return undefined
      }
    }),
  )
  if (failures.length > 0) throw failures[0]
  return results as unknown as Results
}

/** Something that runs SQL: the pool, or one transaction. Placeholders are $1, $2, …; rows come back as objects. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** The connection to PostgreSQL, embedded or real. */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction; commits when it resolves, rolls back when it throws.
   * Keep it short: the embedded database has a single session, so every other query waits meanwhile, and a
   * query sent to the pool (not to `tx`) from inside waits for ever.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>
  /** True on the embedded database: one session, no LISTEN, NOTIFY reaches only its sender. */
  readonly embedded: boolean
}

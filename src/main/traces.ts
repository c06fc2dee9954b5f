import { withhold, type ShownTrace } from '../answer/withhold.ts'
import type { Sql } from '../contract/database.ts'
import { TributaryError } from '../contract/errors.ts'
import { readTrace } from '../store/traces.ts'
import { takenAway } from '../../knowledge/store/citable.ts'

/**
 * Opens a trace for a person to read, without the words of pages that were taken away since: what may not be cited is
 * not shown here either.
 * @throws trace.unknown
 */
export async function openTrace(db: Sql, id: string): Promise<ShownTrace> {
  const trace = await readTrace(db, id)
  if (!trace) throw new TributaryError('trace.unknown', `There is no trace ${id}.`)
  const passages = trace.parts.flatMap((part) => part.candidates)
  return withhold(trace, await takenAway(db, passages))
}

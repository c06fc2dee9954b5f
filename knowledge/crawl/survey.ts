import type { Database, Sql } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { PageStub, Source } from '../../src/contract/knowledge.ts'
import { listExclusions } from '../store/exclusions.ts'
import {
  dropUnseen,
  forgetSeen,
  readPages,
  recordFailure,
  recordListing,
  recordStubs,
  recordUnreadable,
  type KnownPage,
} from '../store/pages.ts'
import type { SourceRow } from '../store/sources.ts'
import { describe, ListingError, type Failure } from './failure.ts'
import { lookUp } from './includes.ts'
import type { CrawlCounts, TrainingPorts } from './ports.ts'
import { holdsLease } from './queue.ts'
import { judgeAll, withdrawForbidden } from './review.ts'

/** What the survey needs of a running crawl. */
export interface SurveyContext {
  db: Database
  ports: Pick<TrainingPorts, 'forget'>
  crawl: { id: number }
  owner: string
  counts: CrawlCounts
  /** Throws when the crawl is not this process's any more. */
  check(): void
  tell(): void
}

/** What a source has now, of what may be trained. */
export interface Survey {
  pages: KnownPage[]
  /** Every known page of the connection, by its external id. */
  others: Map<string, KnownPage>
  /** Why the listing is not whole. */
  error?: Failure
}

/** Lists a source, and takes away at once what is gone or forbidden. An incomplete listing takes nothing away as gone. */
export async function survey(context: SurveyContext, source: Source, row: SourceRow): Promise<Survey> {
  const listing = await list(context, source, row)
  let dropped: number[] = []
  let judged = await locked(context, async (tx) => {
    if (listing.complete) dropped = await dropUnseen(tx, row.id, context.crawl.id)
    return judge(tx, context, row)
  })
  if (await refreshOutsiders(context, source, row, judged.all))
    judged = await locked(context, (tx) => judge(tx, context, row))
  const { all, states } = judged
  const own = all.filter((page) => isOf(page, row))
  const count = (state: string) => own.filter((page) => states.get(page.id) === state).length
  context.counts.gone = dropped.filter((id) => states.get(id) === 'gone').length
  context.counts.excluded = count('excluded')
  context.counts.restricted = count('restricted')
  return {
    pages: own.filter((page) => states.get(page.id) === 'eligible'),
    others: new Map(all.map((page) => [page.externalId, page])),
    ...(listing.error && { error: listing.error }),
  }
}

/** A transaction that only the crawl's own runner makes: one that was held up for long must not undo its successor's work. */
export async function locked<T>(
  { db, crawl, owner }: Pick<SurveyContext, 'db' | 'crawl' | 'owner'>,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    if (!(await holdsLease(tx, crawl.id, owner)))
      throw new TributaryError('crawl.taken_over', `Crawl ${crawl.id} goes on in another process.`)
    return work(tx)
  })
}

const isOf = (page: KnownPage, row: SourceRow) =>
  page.memberships.some((member) => member.sourceId === row.id)

/** Takes the listing in, page of pages by page of pages. */
async function list(
  context: SurveyContext,
  source: Source,
  row: SourceRow,
): Promise<{ complete: boolean; error?: Failure }> {
  const { counts, crawl } = context
  let complete = false
  let error: Failure | undefined
  let pageError: Failure | undefined
  // A runner that died may have seen pages that have left since.
  await locked(context, (tx) => forgetSeen(tx, row.id, crawl.id))
  for await (const step of source.list(row.scope)) {
    context.check()
    if (step.type === 'complete') complete = true
    if (step.type === 'failed' && step.pageId === undefined) error = describe(step.error)
    if (step.type === 'failed' && step.pageId !== undefined) {
      counts.failed++
      pageError ??= describe(step.error)
      await failPage(context, row, step.pageId, describe(step.error))
    }
    if (step.type === 'pages') {
      await takeIn(context, row, step.pages)
      counts.listed += step.pages.length
      context.tell()
    }
  }
  if (!complete) {
    error ??= pageError ?? {
      code: 'crawl.listing_incomplete',
      text: 'The listing ended early. Nothing was deleted.',
    }
    if (counts.listed === 0) throw new ListingError(error)
  }
  return { complete: complete && !error, ...(error && { error }) }
}

/** Says at a known page why the listing could not tell its state; one never seen before has no entry yet. */
async function failPage({ db }: SurveyContext, row: SourceRow, externalId: string, failure: Failure) {
  const [page] = await readPages(db, { connectionId: row.connectionId, externalIds: [externalId] })
  if (page) await recordFailure(db, page.id, failure)
}

async function takeIn(context: SurveyContext, row: SourceRow, stubs: readonly PageStub[]): Promise<void> {
  if (stubs.length === 0) return
  const { connectionId, id: sourceId } = row
  await locked(context, (tx) =>
    recordListing(tx, { connectionId, sourceId, crawlId: context.crawl.id, stubs }),
  )
}

/**
 * Included pages that this source does not list, or not any more, are asked for one by one: their edits, restrictions and
 * ends count as well.
 * @returns whether there were any
 */
async function refreshOutsiders(
  { db }: SurveyContext,
  source: Source,
  row: SourceRow,
  pages: readonly KnownPage[],
): Promise<boolean> {
  const wanted = new Set(
    pages.filter((page) => isOf(page, row)).flatMap((page) => Object.keys(page.includes)),
  )
  const outside = pages.filter((page) => !isOf(page, row) && wanted.has(page.externalId))
  if (outside.length === 0) return false
  const { stubs, gone } = await lookUp(
    source,
    outside.map((page) => page.externalId),
  )
  await recordStubs(db, row.connectionId, stubs)
  await recordUnreadable(db, row.connectionId, gone)
  return true
}

/** Holds the rules against all pages of the connection, and withdraws what they forbid. */
async function judge(
  tx: Sql,
  { ports }: SurveyContext,
  row: SourceRow,
): Promise<{ all: KnownPage[]; states: Map<number, string> }> {
  const all = await readPages(tx, { connectionId: row.connectionId })
  const verdicts = judgeAll(all, await listExclusions(tx))
  await withdrawForbidden(tx, ports.forget, verdicts)
  const states = verdicts.map(({ page, verdict }): [number, string] => [
    page.id,
    verdict.eligible ? 'eligible' : verdict.state,
  ])
  return { all, states: new Map(states) }
}

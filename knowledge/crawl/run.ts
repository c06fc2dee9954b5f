import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { PageStub, Source } from '../../src/contract/knowledge.ts'
import { publishEdition, stageEdition } from '../publish/editions.ts'
import { listExclusions } from '../store/exclusions.ts'
import {
  dropUnseen,
  readPages,
  recordFailure,
  recordListing,
  recordStubs,
  withdrawPages,
  type KnownPage,
} from '../store/pages.ts'
import { readSource, recordSourceState, type SourceRow } from '../store/sources.ts'
import { includesChanged, lookUp } from './includes.ts'
import {
  noCounts,
  type CrawlCounts,
  type CrawlProgress,
  type OpenSource,
  type TrainingPorts,
} from './ports.ts'
import { finishCrawl, heartbeat, holdsLease, releaseCrawl, type CrawlRow } from './queue.ts'
import { judgeAll, withdrawForbidden } from './review.ts'
import { trainPage } from './train.ts'

export interface CrawlContext {
  db: Database
  openSource: OpenSource
  ports: TrainingPorts
  owner: string
  /** Pages fetched at the same time; default 4. */
  concurrency?: number
  onProgress?: (progress: CrawlProgress) => void
  /** Asked between pages: true gives the crawl back, to be gone on with by the next process. */
  stopped?: () => boolean
}

/** The page is gone, archived, or hidden from the crawler: it must not be cited, whatever was trained of it. */
const GONE_CODES: ReadonlySet<string> = new Set(['confluence.page_not_found', 'confluence.page_not_current'])

const HEARTBEAT_MS = 5000

/**
 * Runs one claimed crawl: list, take away what may not be cited, fetch and train what changed, publish.
 *
 * Each page is trained in a transaction of its own and then counts as known, so a crawl that died is resumed by
 * listing again: what it had trained is not fetched again. A listing that did not complete deletes nothing.
 */
export async function runCrawl(context: CrawlContext, crawl: CrawlRow): Promise<CrawlRow['state']> {
  const { db, owner } = context
  const counts: CrawlCounts = { ...noCounts }
  let phase: CrawlProgress['phase'] = 'listing'
  let lost = false
  const tell = () =>
    context.onProgress?.({ crawlId: crawl.id, sourceId: crawl.sourceId, phase, counts: { ...counts } })
  const beat = setInterval(() => {
    heartbeat(db, crawl.id, owner, { phase, counts })
      .then((held) => (lost ||= !held))
      // A database that cannot be reached for a moment is told by the next statement of the crawl itself.
      .catch(() => {})
  }, HEARTBEAT_MS)
  const run: Run = {
    ...context,
    crawl,
    counts,
    enter(next) {
      phase = next
      tell()
    },
    tell,
    check() {
      if (lost || context.stopped?.())
        throw new TributaryError('crawl.taken_over', `Crawl ${crawl.id} goes on in another process.`)
    },
  }
  try {
    return await crawlSource(run)
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'crawl.taken_over') {
      await releaseCrawl(db, crawl.id, owner)
      return 'running'
    }
    const failure = describe(error)
    await db.transaction(async (tx) => {
      if (!(await holdsLease(tx, crawl.id, owner))) return
      await finishCrawl(tx, crawl.id, { state: 'failed', counts, error: failure })
      await recordSourceState(tx, crawl.sourceId, 'failed', failure)
    })
    return 'failed'
  } finally {
    clearInterval(beat)
    run.enter('finished')
  }
}

interface Run extends CrawlContext {
  crawl: CrawlRow
  counts: CrawlCounts
  enter(phase: CrawlProgress['phase']): void
  tell(): void
  /** Throws when another process has taken the crawl over. */
  check(): void
}

async function crawlSource(run: Run): Promise<'done' | 'partial'> {
  const { db, crawl, counts, ports } = run
  const row = await readSource(db, crawl.sourceId)
  if (!row) throw new TributaryError('source.unknown', `Source ${crawl.sourceId} is not there any more.`)
  run.enter('listing')
  const source = await run.openSource(row.connectionId)
  const listing = await list(run, source, row)
  await refreshOutsiders(run, source, row)

  const { pages, others } = await settle(run, row, listing.complete)
  const due = pages.filter((page) => needsTraining(page, others))
  counts.toFetch = due.length
  counts.unchanged = pages.length - due.length
  run.enter('training')
  if (due.length > 0) {
    const edition = await db.transaction((tx) => stageEdition(tx, `crawl ${crawl.id}`))
    await train(run, source, row, due, edition)
    run.enter('publishing')
    await db.transaction((tx) => publishEdition(tx, edition))
    await ports.optimise()
  }
  const error = listing.error ?? (counts.failed > 0 ? someFailed(counts.failed) : undefined)
  const state = error ? 'partial' : 'done'
  await db.transaction(async (tx) => {
    await finishCrawl(tx, crawl.id, { state, counts, ...(error && { error }) })
    await recordSourceState(tx, row.id, state === 'done' ? 'trained' : 'partial', error)
  })
  return state
}

/** Takes the listing in, page of pages by page of pages. */
async function list(
  run: Run,
  source: Source,
  row: SourceRow,
): Promise<{ complete: boolean; error?: Failure }> {
  let complete = false
  let error: Failure | undefined
  for await (const step of source.list(row.scope)) {
    run.check()
    if (step.type === 'complete') complete = true
    if (step.type === 'failed') {
      // A page of its own may fail in a listing that goes on; whether that is complete, the source says.
      if (step.pageId !== undefined) run.counts.failed++
      else error = describe(step.error)
    }
    if (step.type === 'pages') {
      await takeIn(run, row, step.pages)
      run.counts.listed += step.pages.length
      run.tell()
    }
  }
  if (!complete) {
    error ??= { code: 'crawl.listing_incomplete', text: 'The listing ended early. Nothing was deleted.' }
    if (run.counts.listed === 0) throw new ListingError(error)
  }
  return { complete: complete && !error, ...(error && { error }) }
}

async function takeIn(run: Run, row: SourceRow, stubs: readonly PageStub[]): Promise<void> {
  if (stubs.length === 0) return
  await run.db.transaction(async (tx) => {
    await recordListing(tx, {
      connectionId: row.connectionId,
      sourceId: row.id,
      crawlId: run.crawl.id,
      stubs,
    })
  })
}

/** Included pages that no source lists are asked for one by one: their edits and restrictions count as well. */
async function refreshOutsiders(run: Run, source: Source, row: SourceRow): Promise<void> {
  const pages = await readPages(run.db, { connectionId: row.connectionId })
  const wanted = new Set(pages.flatMap((page) => Object.keys(page.includes)))
  const outside = pages.filter((page) => page.memberships.length === 0 && wanted.has(page.externalId))
  if (outside.length === 0) return
  const stubs = await lookUp(
    source,
    outside.map((page) => page.externalId),
  )
  await recordStubs(run.db, row.connectionId, stubs)
}

/** Takes away at once what is gone or forbidden; what remains may be trained. */
async function settle(
  run: Run,
  row: SourceRow,
  complete: boolean,
): Promise<{ pages: KnownPage[]; others: Map<string, KnownPage> }> {
  return run.db.transaction(async (tx) => {
    const dropped = complete ? await dropUnseen(tx, row.id, run.crawl.id) : []
    const all = await readPages(tx, { connectionId: row.connectionId })
    const verdicts = judgeAll(all, await listExclusions(tx))
    await withdrawForbidden(tx, run.ports.forget, verdicts)
    const states = new Map(
      verdicts.map(({ page, verdict }) => [page.id, verdict.eligible ? 'eligible' : verdict.state]),
    )
    const own = all.filter((page) => page.memberships.some((member) => member.sourceId === row.id))
    const count = (state: string) => own.filter((page) => states.get(page.id) === state).length
    run.counts.gone = dropped.filter((id) => states.get(id) === 'gone').length
    run.counts.excluded = count('excluded')
    run.counts.restricted = count('restricted')
    return {
      pages: own.filter((page) => states.get(page.id) === 'eligible'),
      others: new Map(all.map((page) => [page.externalId, page])),
    }
  })
}

function needsTraining(page: KnownPage, others: ReadonlyMap<string, KnownPage>): boolean {
  return page.trainedVersion !== page.version || includesChanged(page, others)
}

/** Fetches and trains, some at a time. A page that fails is recorded and does not stop the others. */
async function train(
  run: Run,
  source: Source,
  row: SourceRow,
  due: KnownPage[],
  edition: number,
): Promise<void> {
  const queue = [...due]
  const context = {
    db: run.db,
    source,
    ports: run.ports,
    siteUrl: row.siteUrl,
    crawl: { id: run.crawl.id, sourceId: row.id, owner: run.owner, edition },
  }
  const worker = async () => {
    for (let page = queue.shift(); page; page = queue.shift()) {
      run.check()
      await trainOne(run, context, page)
      run.tell()
    }
  }
  const results = await Promise.allSettled(Array.from({ length: run.concurrency ?? 4 }, worker))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

async function trainOne(run: Run, context: Parameters<typeof trainPage>[0], page: KnownPage): Promise<void> {
  const { counts, db, ports } = run
  try {
    const fetched = await context.source.fetch(stubOf(page))
    counts.fetched++
    const result = await trainPage(context, page, fetched)
    counts[result.outcome]++
    counts.losses += result.losses
  } catch (error) {
    if (!(error instanceof TributaryError) || error.code === 'crawl.taken_over') throw error
    counts.failed++
    if (GONE_CODES.has(error.code)) {
      await db.transaction(async (tx) => {
        await withdrawPages(tx, [{ id: page.id, state: 'gone', why: error.message }])
        await ports.forget(tx, [page.id])
      })
    } else await recordFailure(db, page.id, describe(error))
  }
}

function stubOf(page: KnownPage): PageStub {
  return {
    id: page.externalId,
    title: page.title,
    url: page.url,
    ...(page.spaceKey === null ? {} : { spaceKey: page.spaceKey }),
    parentId: page.parentId,
    ancestorIds: page.ancestorIds,
    version: page.version,
    updatedAt: page.updatedAt ?? '',
    labels: page.labels,
    restricted: page.restricted,
  }
}

interface Failure {
  code: string
  text: string
}

class ListingError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.text)
    this.failure = failure
  }
}

function someFailed(count: number): Failure {
  return {
    code: 'crawl.pages_failed',
    text:
      count === 1
        ? 'One page failed; its own entry says why.'
        : `${count} pages failed; their own entries say why.`,
  }
}

function describe(error: unknown): Failure {
  if (error instanceof ListingError) return error.failure
  if (error instanceof TributaryError) return { code: error.code, text: error.message }
  return { code: 'internal.unexpected', text: error instanceof Error ? error.message : String(error) }
}

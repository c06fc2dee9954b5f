import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { PageStub, Source } from '../../src/contract/knowledge.ts'
import { publishEdition, stagedEdition, stageEdition } from '../publish/editions.ts'
import { recordBroken, recordWorking } from '../store/connections.ts'
import { recordFailure, withdrawPages, type KnownPage } from '../store/pages.ts'
import { readSource, recordSourceState, type SourceRow } from '../store/sources.ts'
import {
  breaksConnection,
  concernsPageAlone,
  describe,
  saysGone,
  someFailed,
  takenOver,
  type Failure,
} from './failure.ts'
import { includesChanged } from './includes.ts'
import {
  noCounts,
  type CrawlCounts,
  type CrawlProgress,
  type OpenSource,
  type TrainingPorts,
} from './ports.ts'
import { finishCrawl, heartbeat, holdsLease, LEASE_SECONDS, releaseCrawl, type CrawlRow } from './queue.ts'
import { locked, survey } from './survey.ts'
import { trainPage } from './train.ts'

export interface CrawlContext {
  db: Database
  openSource: OpenSource
  ports: TrainingPorts
  owner: string
  /** Pages fetched at the same time; default 4. */
  concurrency?: number
  /** A runner that has not been heard of for so long is dead; default 30. */
  leaseSeconds?: number
  onProgress?: (progress: CrawlProgress) => void
  /** Told when the connection turns out not to work any more; it is recorded already. */
  onBroken?: (connectionId: number, failure: Failure) => void
  /** Asked between pages: true gives the crawl back, to be gone on with by the next process. */
  stopped?: () => boolean
}

/** The heart beats so often in the time of a lease. */
const BEATS = 6

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
  const leaseSeconds = context.leaseSeconds ?? LEASE_SECONDS
  const tell = () =>
    context.onProgress?.({ crawlId: crawl.id, sourceId: crawl.sourceId, phase, counts: { ...counts } })
  const beat = setInterval(
    () => {
      heartbeat(db, crawl.id, owner, { phase, counts }, leaseSeconds)
        .then((held) => (lost ||= !held))
        // A database that cannot be reached for a moment is told by the next statement of the crawl itself.
        .catch(() => {})
    },
    (leaseSeconds * 1000) / BEATS,
  )
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
    if (takenOver(error)) {
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
  const row = await readSource(run.db, run.crawl.sourceId)
  if (!row) throw new TributaryError('source.unknown', `Source ${run.crawl.sourceId} is not there any more.`)
  try {
    run.enter('listing')
    return await crawlOpened(run, row, await run.openSource(row.connectionId))
  } catch (error) {
    await noteBroken(run, row, describe(error))
    throw error
  }
}

async function crawlOpened(run: Run, row: SourceRow, source: Source): Promise<'done' | 'partial'> {
  const { db, crawl, counts } = run
  const { pages, others, error: listingError } = await survey(run, source, row)
  if (listingError && breaksConnection(listingError)) await noteBroken(run, row, listingError)
  else await recordWorking(db, row.connectionId)
  const due = pages.filter((page) => needsTraining(page, others))
  counts.toFetch = due.length
  counts.unchanged = pages.length - due.length
  run.enter('training')
  await trainAndPublish(run, source, row, due)
  const error = listingError ?? (counts.failed > 0 ? someFailed(counts.failed) : undefined)
  const state = error ? 'partial' : 'done'
  await locked(run, async (tx) => {
    await finishCrawl(tx, crawl.id, { state, counts, ...(error && { error }) })
    await recordSourceState(tx, row.id, state === 'done' ? 'trained' : 'partial', error)
  })
  return state
}

/** A grant may be withdrawn at any moment of a crawl: whoever looks at the connections is to see it. */
async function noteBroken({ db, onBroken }: Run, row: SourceRow, failure: Failure): Promise<void> {
  if (!breaksConnection(failure)) return
  await recordBroken(db, row.connectionId, failure)
  onBroken?.(row.connectionId, failure)
}

/** What was trained is published also when the rest failed: each page is whole in itself. */
async function trainAndPublish(run: Run, source: Source, row: SourceRow, due: KnownPage[]): Promise<void> {
  const { db, crawl, ports } = run
  // A runner that died may have trained the last page without publishing.
  const edition =
    due.length > 0
      ? await locked(run, (tx) => stageEdition(tx, `crawl ${crawl.id}`))
      : await stagedEdition(db)
  if (edition === undefined) return
  let failure: unknown
  try {
    await train(run, source, row, due, edition)
  } catch (error) {
    if (takenOver(error)) throw error
    failure = error
  }
  run.enter('publishing')
  await locked(run, (tx) => publishEdition(tx, edition))
  await ports.optimise()
  if (failure !== undefined) throw failure
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
    if (!concernsPageAlone(error)) throw error
    counts.failed++
    if (saysGone(error)) {
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

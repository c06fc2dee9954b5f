import type { Command } from 'commander'
import { setTimeout as sleep } from 'node:timers/promises'
import { TributaryError } from '../contract/errors.ts'
import type { CrawlProgress } from '../../knowledge/crawl/ports.ts'
import { enqueueCrawl, readCrawl, type CrawlRow } from '../../knowledge/crawl/queue.ts'
import { startCrawlWorker } from '../../knowledge/crawl/worker.ts'
import { retrain } from '../../knowledge/store/pages.ts'
import { listSources } from '../../knowledge/store/sources.ts'
import { adviceOn } from './advice.ts'
import type { CommandContext, RunCommand } from './context.ts'
import { sourceId } from './ids.ts'
import { progressBar } from './progress.ts'

/** `crawl [source…]`: asks for the crawls, and works at them until they are done, unless a server does. */
export function crawlCommand(program: Command, run: RunCommand): void {
  program
    .command('crawl [source...]')
    .description('crawl these sources, or all of them')
    .option('--full', 'train every page again, not only what changed')
    .action(
      run(async (context, ids: string[], options: { full?: boolean }) => {
        const sources = await listSources(context.db)
        const wanted = ids.length === 0 ? sources.map((source) => source.id) : ids.map(sourceId)
        const unknown = wanted.find((id) => !sources.some((source) => source.id === id))
        if (unknown !== undefined)
          throw new TributaryError('source.unknown', `There is no source ${unknown}.`)
        if (options.full) await retrain(context.db, wanted)
        const crawls: CrawlRow[] = []
        for (const id of wanted) crawls.push(await crawlNow(context, id))
        context.out.result(
          crawls.map(({ id, sourceId, state, counts, errorCode, errorText }) => ({
            id,
            sourceId,
            state,
            counts,
            errorCode,
            errorText,
          })),
          () =>
            crawls.length === 0
              ? 'No sources yet. Add one with: npm run tributary -- source add <url>'
              : crawls.flatMap((crawl) => [summary(crawl), ...[adviceOn(crawl.errorCode) ?? []].flat()]),
        )
        if (crawls.some((crawl) => crawl.state === 'failed')) process.exitCode = 1
      }),
    )
}

/** Crawls one source to its end, wherever it is run, showing progress. */
export async function crawlNow({ db, knowledge, out }: CommandContext, sourceId: number): Promise<CrawlRow> {
  const id = (await enqueueCrawl(db, sourceId, 'demand'))!
  const bar = progressBar(out.json)
  const worker = startCrawlWorker({
    ...knowledge.crawl,
    db,
    onProgress: (progress: CrawlProgress) =>
      progress.crawlId === id && bar.show(progress.phase, progress.counts),
  })
  try {
    for (;;) {
      const crawl = (await readCrawl(db, id))!
      if (crawl.finishedAt !== null) return crawl
      await sleep(150)
    }
  } finally {
    await worker.stop()
    bar.stop()
  }
}

function summary(crawl: CrawlRow): string {
  const { counts } = crawl
  const parts = [
    `${counts.listed ?? 0} pages listed`,
    `${counts.trained ?? 0} trained`,
    `${counts.unchanged ?? 0} unchanged`,
    ...(['empty', 'excluded', 'restricted', 'gone', 'failed'] as const).flatMap((name) =>
      counts[name] ? [`${counts[name]} ${name}`] : [],
    ),
  ]
  const error = crawl.errorText ? ` ${crawl.errorCode}: ${crawl.errorText}` : ''
  return `Source ${crawl.sourceId}: ${crawl.state}; ${parts.join(', ')}.${error}`
}

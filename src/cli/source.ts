import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import { recentCrawls } from '../../knowledge/crawl/queue.ts'
import { reviewPages } from '../../knowledge/crawl/review.ts'
import { checkSchedule } from '../../knowledge/schedule/index.ts'
import { pageStates } from '../../knowledge/store/page-states.ts'
import {
  addSource,
  listSources,
  readSource,
  removeSource,
  type CitationPolicy,
} from '../../knowledge/store/sources.ts'
import { adviceOn } from './advice.ts'
import type { RunCommand } from './context.ts'
import { sourceId } from './ids.ts'
import { columns, moment } from './output.ts'

/** `source add|list|show|remove` */
export function sourceCommands(program: Command, run: RunCommand): void {
  const source = program.command('source').description('pages, spaces and folders that are trained')

  source
    .command('add <url>')
    .description('train a page alone, a whole space, or everything below a folder')
    .option('--mode <mode>', 'page: this page alone; space: every page of its space')
    .option('--schedule <cron>', 'crawl again by this cron expression')
    .option('--restricted', 'train restricted pages too; shoppers will be answered from them')
    .option('--citation <policy>', 'what shoppers see of a page: link, title, or a URL with {id} or {title}')
    .action(
      run(async ({ knowledge, db, out }, url: string, options: AddOptions) => {
        if (options.schedule !== undefined) checkSchedule(options.schedule)
        const { connectionId, source } = await knowledge.sourceFor(url)
        const resolved = await source.resolve(url, modeOf(options.mode))
        const { id, added } = await addSource(db, {
          connectionId,
          url: resolved.url,
          name: resolved.name,
          scope: resolved.scope,
          ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
          ...(options.restricted === undefined ? {} : { trainRestricted: options.restricted }),
          ...(options.citation === undefined ? {} : { citation: citationOf(options.citation) }),
        })
        out.result({ id, added, ...resolved }, () => [
          `${added ? 'Added' : 'Changed'} source ${id}: ${resolved.scope.mode} "${resolved.name}".`,
          `Train it with: npm run tributary -- crawl ${id}`,
        ])
      }),
    )

  source
    .command('list')
    .description('all sources')
    .action(
      run(async ({ db, out }) => {
        const sources = await listSources(db)
        out.result(sources, () =>
          sources.length === 0
            ? 'No sources yet. Add one with: npm run tributary -- source add <url>'
            : columns([
                ['id', 'mode', 'name', 'state', 'last crawl', 'schedule'],
                ...sources.map((row) => [
                  row.id,
                  row.scope.mode,
                  row.name,
                  row.errorText ? `${row.state}: ${row.errorText}` : row.state,
                  moment(row.lastCrawlAt),
                  row.schedule,
                ]),
              ]),
        )
      }),
    )

  source
    .command('show <id>')
    .description('a source with the state of each of its pages')
    .action(
      run(async ({ db, out }, id: string) => {
        const row = await readSource(db, sourceId(id))
        if (!row) throw new TributaryError('source.unknown', `There is no source ${id}.`)
        const pages = await pageStates(db, row.id)
        const crawls = await recentCrawls(db, row.id, 5)
        out.result({ ...row, pages, crawls }, () => [
          `${row.name} (${row.scope.mode}), ${row.state}, last crawled ${moment(row.lastCrawlAt)}`,
          row.url,
          ...(row.schedule === null ? [] : [`Crawled by the schedule "${row.schedule}".`]),
          ...(row.errorText ? [`${row.errorCode}: ${row.errorText}`, adviceOn(row.errorCode) ?? ''] : []),
          '',
          ...(pages.length === 0
            ? [`No pages yet. Crawl it with: npm run tributary -- crawl ${row.id}`]
            : pagesTable(pages)),
        ])
      }),
    )

  source
    .command('remove <id>')
    .description('forget a source; its pages leave the index at once, unless another source has them')
    .action(
      run(async ({ db, knowledge, out }, id: string) => {
        if (!(await removeSource(db, sourceId(id))))
          throw new TributaryError('source.unknown', `There is no source ${id}.`)
        const left = await reviewPages(db, knowledge.forget)
        out.result(
          { id: Number(id), pagesRemoved: left.length },
          () => `Removed source ${id} and ${left.length} pages.`,
        )
      }),
    )
}

function pagesTable(pages: Awaited<ReturnType<typeof pageStates>>): string[] {
  return columns([
    ['page', 'title', 'state', 'version', 'crawled', 'losses', 'remark'],
    ...pages.map((page) => [
      page.externalId,
      page.title,
      page.state,
      page.version,
      moment(page.crawledAt),
      page.losses.length,
      page.errorText ?? '',
    ]),
  ])
}

interface AddOptions {
  mode?: string
  schedule?: string
  restricted?: boolean
  citation?: string
}

function modeOf(mode: string | undefined): 'page' | 'space' | undefined {
  if (mode === undefined || mode === 'page' || mode === 'space') return mode
  throw new TributaryError('input.invalid', `--mode is "page" or "space", not "${mode}".`)
}

function citationOf(policy: string): CitationPolicy {
  if (policy === 'link' || policy === 'title') return { show: policy }
  if (/^https?:\/\//.test(policy) && /\{(id|title)\}/.test(policy))
    return { show: 'template', template: policy }
  throw new TributaryError(
    'input.invalid',
    '--citation is "link", "title", or a URL with {id} or {title} in it.',
  )
}

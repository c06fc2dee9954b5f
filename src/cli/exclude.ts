import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import type { Exclusion } from '../../knowledge/crawl/eligible.ts'
import { reviewPages } from '../../knowledge/crawl/review.ts'
import { addExclusion, listExclusions, removeExclusion } from '../../knowledge/store/exclusions.ts'
import { readSource } from '../../knowledge/store/sources.ts'
import type { CommandContext, RunCommand } from './context.ts'
import { idOf, sourceId } from './ids.ts'
import { columns } from './output.ts'

interface AddOptions {
  subtree?: boolean
  title?: string
  label?: string
  source?: string
  note?: string
}

/** `exclude add|list|remove` */
export function excludeCommands(program: Command, run: RunCommand): void {
  const exclude = program.command('exclude').description('pages that are never trained, nor cited any more')

  exclude
    .command('add [page]')
    .description('exclude a page by URL or id, by title pattern, or by label; effective at once')
    .option('--subtree', 'the page and everything below it')
    .option('--title <pattern>', 'pages whose title matches; * stands for anything')
    .option('--label <label>', 'pages with this label')
    .option('--source <id>', 'for this source only')
    .option('--note <text>', 'why')
    .action(
      run(async (context, page: string | undefined, options: AddOptions) => {
        const { db, knowledge, out } = context
        const rule = { ...(await ruleOf(context, page, options)), sourceId: await sourceOf(context, options) }
        const { id, added } = await addExclusion(db, {
          ...rule,
          ...(options.note === undefined ? {} : { note: options.note }),
        })
        const left = await reviewPages(db, knowledge.forget)
        out.result({ id, added, ...rule, pagesRemoved: left.length }, () => [
          `${added ? 'Added' : 'Known already:'} exclusion ${id} (${rule.kind} "${rule.pattern}").`,
          left.length === 1 ? '1 page is left out.' : `${left.length} pages are left out.`,
        ])
      }),
    )

  exclude
    .command('list')
    .description('all exclusions')
    .action(
      run(async ({ db, out }) => {
        const rules = await listExclusions(db)
        out.result(rules, () =>
          rules.length === 0
            ? 'No exclusions.'
            : columns([
                ['id', 'kind', 'pattern', 'source', 'note'],
                ...rules.map((rule) => [rule.id, rule.kind, rule.pattern, rule.sourceId ?? 'all', rule.note]),
              ]),
        )
      }),
    )

  exclude
    .command('remove <id>')
    .description('end an exclusion; its pages come back with the next crawl')
    .action(
      run(async ({ db, out }, id: string) => {
        if (!(await removeExclusion(db, idOf(id) ?? 0)))
          throw new TributaryError('input.invalid', `There is no exclusion ${id}.`)
        out.result(
          { id: Number(id), removed: true },
          () => `Removed exclusion ${id}. Crawl again to train its pages.`,
        )
      }),
    )
}

async function ruleOf(
  { knowledge }: CommandContext,
  page: string | undefined,
  options: AddOptions,
): Promise<Pick<Exclusion, 'kind' | 'pattern'>> {
  const given = [page, options.title, options.label].filter((value) => value !== undefined)
  if (given.length !== 1)
    throw new TributaryError('input.invalid', 'Name one thing: a page (URL or id), --title or --label.')
  if (given[0]!.trim() === '') throw new TributaryError('input.invalid', 'An empty pattern excludes nothing.')
  if (options.subtree && page === undefined)
    throw new TributaryError('input.invalid', '--subtree goes with a page, not with --title or --label.')
  if (options.title !== undefined) return { kind: 'title', pattern: options.title }
  if (options.label !== undefined) return { kind: 'label', pattern: options.label }
  const kind = options.subtree ? 'subtree' : 'page'
  return { kind, pattern: /^\d+$/.test(page!) ? page! : await pageIdOf(knowledge, page!) }
}

async function pageIdOf(knowledge: CommandContext['knowledge'], url: string): Promise<string> {
  const { source } = await knowledge.sourceFor(url)
  const { scope } = await source.resolve(url)
  if (scope.mode === 'page') return scope.pageId
  if (scope.mode === 'folder') return scope.folderId
  throw new TributaryError('input.invalid', 'This address is a whole space. Remove its source instead.')
}

async function sourceOf({ db }: CommandContext, { source }: AddOptions): Promise<number | null> {
  if (source === undefined) return null
  const row = await readSource(db, sourceId(source))
  if (!row) throw new TributaryError('source.unknown', `There is no source ${source}.`)
  return row.id
}

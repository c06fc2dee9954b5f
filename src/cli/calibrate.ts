import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import type { Calibration } from './measure/calibrate.ts'
import { readLabels } from './labels.ts'
import type { Sql } from '../contract/database.ts'
import { TributaryError } from '../contract/errors.ts'
import { calibrateSite, type SiteFit } from '../main/calibration.ts'
import { calibrationComposer } from '../main/claude.ts'
import type { Expectation } from '../answer/gate/site.ts'
import { saveLabels, type Label } from '../store/labels.ts'
import { riskOf } from './ask.ts'
import { guarded, type CommandContext, type RunCommand } from './context.ts'
import { columns, type Output } from './output.ts'

interface Options {
  self?: boolean
  labels?: string
  out?: string
  holdout?: string | true
  risk: string
}

/** `calibrate <folders…>`: fits the gate that ships; `calibrate --self`: fits this site's own. */
export function calibrateCommand(program: Command, run: RunCommand): void {
  program
    .command('calibrate [folders...]')
    .description(
      'fit the gate on labelled folders, or with --self alone the gate of this site on its own pages',
    )
    .option('--self', 'make the questions from the pages themselves')
    .option('--labels <file>', 'with --self: first take in the labelled questions of this file')
    .option('--out <folder>', 'where reader.json and gate.json are written; without it they are printed')
    .option(
      '--holdout [groups]',
      'measure instead: for each set, or each group such as a+b,c, all is fitted on the others',
    )
    .option('--risk <share>', 'accepted share of wrong answers when measuring', '0.05')
    .action((folders: string[], options: Options) => {
      if (folders.length === 0 && options.self) return run(calibrateOwn)(options)
      return guarded(program, (out) => calibrateOnFolders(out, folders, options))
    })
}

async function calibrateOwn(
  { config, db, knowledge, log, out }: CommandContext,
  { labels: file }: Options,
): Promise<void> {
  if (file !== undefined) {
    const labels = readLabels(file)
    await saveLabels(db, labels, basename(file))
    out.note(`${counted(labels.length, 'label')} taken in from ${file}.`)
    const unknown = await unknownPages(db, labels)
    if (unknown.length > 0)
      out.note(
        `No page of the wiki that was read has the id ${unknown.slice(0, 5).join(', ')}: such labels count as not found.`,
      )
  }
  const composer = calibrationComposer(config)
  if (composer?.model !== undefined)
    out.note(
      `${composer.model} is asked the labelled questions too, at most 200, where there are enough of them; nothing is sent to anybody.`,
    )
  const fit = await calibrateSite({
    db,
    retriever: knowledge.retriever,
    log,
    ...(composer ? { composer } : {}),
  })
  if (!fit)
    throw new TributaryError('input.invalid', 'The site has too few passages and labels to calibrate on.')
  const { expectedComposed, fittedOn } = fit
  out.result(fit, () => [
    `Calibrated on ${fit.fittedOn.questions} questions made from ${fit.fittedOn.passages} passages and ` +
      `${fit.fittedOn.labels} labelled questions. What these questions lead to expect:`,
    ...expectationTable(fit.expected),
    ...composedWords(fittedOn, expectedComposed),
  ])
}

const counted = (count: number, what: string) => (count === 1 ? `1 ${what} was` : `${count} ${what}s were`)

/** Pages that labels name and nobody has read. */
async function unknownPages(db: Sql, labels: readonly Label[]): Promise<string[]> {
  const named = [...new Set(labels.flatMap(({ pages }) => pages))]
  const known = await db.query<{ id: string }>(
    'SELECT external_id AS id FROM page WHERE external_id = ANY($1)',
    [named],
  )
  return named.filter((page) => !known.some(({ id }) => id === page))
}

/** What the labels told of the model that writes, if there is one. */
function composedWords(
  { composer: model, composerFailedAt }: SiteFit['fittedOn'],
  expected: readonly Expectation[] | undefined,
): string[] {
  if (model === undefined) return []
  if (composerFailedAt !== undefined)
    return [
      `${model} could not be reached, or failed too often: what was known of it before is kept. The log tells more.`,
    ]
  if (expected) return [`Where ${model} writes, which declines by itself:`, ...expectationTable(expected)]
  return [
    `What ${model} declines of the labelled questions tells too little to answer more with it: it takes 15 that it could answer and 15 that it ` +
      'could not, and that it can tell them apart.',
  ]
}

function expectationTable(expected: readonly Expectation[]): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`
  return columns([
    ['accepted risk', 'answered of the answerable', 'wrong of the answers'],
    ...expected.map(({ risk, answered, wrong }) => [percent(risk), percent(answered), percent(wrong)]),
  ])
}

async function calibrateOnFolders(out: Output, folders: string[], options: Options): Promise<void> {
  if (folders.length === 0)
    throw new TributaryError('input.invalid', 'Name folders to calibrate on, or give --self for this site.')
  if (options.labels !== undefined)
    throw new TributaryError('input.invalid', 'Labels go with --self for this site, not with folders.')
  const { calibrateFolders, calibrateSelf, crossFit } = await import('./measure/calibrate.ts')
  const progress = (text: string) => out.note(text)
  if (options.holdout) {
    const groups =
      options.holdout === true ? undefined : options.holdout.split(',').map((group) => group.split('+'))
    const reports = await crossFit(folders, riskOf(options.risk), {
      progress,
      ...(groups ? { groups } : {}),
    })
    out.result(reports, () =>
      columns([
        ['set', 'hit@1', 'AUROC', 'coverage at 5%', 'shipped: right', 'wrong share'],
        ...reports.map((row) => [
          row.set,
          row.hit1.toFixed(3),
          row.auroc.toFixed(3),
          row.coverage['0.05'].toFixed(3),
          row.shipped.coverage.toFixed(3),
          row.shipped.wrongShare.toFixed(3),
        ]),
      ]),
    )
    return
  }
  const fitted: Partial<Calibration> & Pick<Calibration, 'gate'> = options.self
    ? { gate: await calibrateSelf(folders) }
    : await calibrateFolders(folders, { progress })
  if (options.out !== undefined) {
    await mkdir(options.out, { recursive: true })
    for (const [name, weights] of Object.entries(fitted))
      await writeFile(join(options.out, `${name}.json`), `${JSON.stringify(weights, null, 2)}\n`)
  }
  const { questions } = fitted.gate.fittedOn
  out.result(fitted, () =>
    options.out === undefined
      ? JSON.stringify(fitted, null, 2)
      : `Fitted on ${questions} questions; written to ${options.out}.`,
  )
}

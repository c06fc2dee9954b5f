import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { calibrateFolders, crossFit } from './measure/calibrate.ts'
import { evaluateFolder } from './measure/eval.ts'
import { riskOf } from './ask.ts'
import { guarded } from './context.ts'
import { columns } from './output.ts'

const DEFAULT_RISK = '0.05'

/** `eval <folder>` and `calibrate <folders…>` */
export function evalCommands(program: Command): void {
  program
    .command('eval <folder>')
    .description('how well retrieval and gate do on a folder with corpus.jsonl and queries.jsonl')
    .option('--risk <share>', 'accepted share of wrong answers', DEFAULT_RISK)
    .action((folder: string, options: { risk: string }) =>
      guarded(program, async (out) => {
        const report = await evaluateFolder(folder, { risk: riskOf(options.risk) })
        out.result(report, () => JSON.stringify(report, null, 2))
      }),
    )

  program
    .command('calibrate <folders...>')
    .description('fit the gate on labelled folders')
    .option('--out <file>', 'where the weights are written; without it they are printed')
    .option('--holdout', 'measure instead: for each folder a gate fitted on the others alone')
    .option('--risk <share>', 'accepted share of wrong answers when measuring', DEFAULT_RISK)
    .action((folders: string[], options: { out?: string; holdout?: boolean; risk: string }) =>
      guarded(program, async (out) => {
        if (options.holdout) {
          const reports = await crossFit(folders, riskOf(options.risk))
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
        const weights = await calibrateFolders(folders)
        if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(weights, null, 2)}\n`)
        out.result(weights, () =>
          options.out === undefined
            ? JSON.stringify(weights, null, 2)
            : `Fitted on ${weights.fittedOn.questions} questions; written to ${options.out}.`,
        )
      }),
    )
}

import type { Command } from 'commander'
import { riskOf } from './ask.ts'
import { guarded } from './context.ts'

const DEFAULT_RISK = '0.05'

/** `eval <folder>` */
export function evalCommand(program: Command): void {
  program
    .command('eval <folder>')
    .description('how well retrieval and gate do on a folder with corpus.jsonl and queries.jsonl')
    .option('--risk <share>', 'accepted share of wrong answers', DEFAULT_RISK)
    .action((folder: string, options: { risk: string }) =>
      guarded(program, async (out) => {
        const { evaluateFolder } = await import('./measure/eval.ts')
        const report = await evaluateFolder(folder, { risk: riskOf(options.risk) })
        out.result(report, () => JSON.stringify(report, null, 2))
      }),
    )
}

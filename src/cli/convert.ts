import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import { guarded } from './context.ts'
import { unreadable } from './files.ts'

/** `convert <file> [--format view|storage]` */
export function convertCommand(program: Command): void {
  program
    .command('convert <file>')
    .description('convert one page to Markdown, with what was lost')
    .option('--format <format>', 'view or storage; by default told from the file')
    .option('--base <url>', 'the site that relative links belong to', 'https://wiki.invalid/')
    .action((file: string, options: { format?: string; base: string }) =>
      guarded(program, async (out) => {
        const value = await readFile(file, 'utf8').catch((error: unknown) => {
          throw unreadable(file, error)
        })
        const format = formatOf(options.format, value)
        const { convert } = await import('../../knowledge/convert/index.ts')
        const converted = convert({ format, value, baseUrl: options.base })
        out.result(converted, () => [
          converted.markdown,
          ...converted.losses.map((loss) => `Lost: ${loss.kind} ${loss.name} at ${loss.where}`),
        ])
      }),
    )
}

function formatOf(given: string | undefined, value: string): 'view' | 'storage' {
  if (given === 'view' || given === 'storage') return given
  if (given !== undefined) throw new TributaryError('input.invalid', '--format is "view" or "storage".')
  return /<(ac|ri):[a-z-]+[\s>/]/.test(value) ? 'storage' : 'view'
}

import { Command, CommanderError } from 'commander'
import { askCommands } from './ask.ts'
import { calibrateCommand } from './calibrate.ts'
import { connectCommand } from './connect.ts'
import { guarded, runCommand } from './context.ts'
import { conversationCommands } from './conversations.ts'
import { convertCommand } from './convert.ts'
import { crawlCommand } from './crawl.ts'
import { eraseCommand } from './erase.ts'
import { evalCommand } from './eval.ts'
import { excludeCommands } from './exclude.ts'
import { parseCommand } from './parse.ts'
import { handoffCommands } from './handoffs.ts'
import { sourceCommands } from './source.ts'
import { statusCommand } from './status.ts'
import { TributaryError } from '../contract/errors.ts'

const program = new Command('tributary')
  .description(
    'Answers a shop’s customers from its Confluence wiki, with the source, or hands over to a person.',
  )
  .option('--json', 'print one JSON document on stdout, and nothing else there')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('With --help behind a command you see how it is used.')

// --json may stand anywhere: behind the command is where people write it.
const args = process.argv.slice(2)
const json = args.includes('--json')
// Before the commands are added, which take it over.
program.exitOverride()

const run = runCommand(program)
connectCommand(program, run)
sourceCommands(program, run)
excludeCommands(program, run)
crawlCommand(program, run)
statusCommand(program, run)
askCommands(program, run)
conversationCommands(program, run)
handoffCommands(program, run)
eraseCommand(program, run)
convertCommand(program)
parseCommand(program)
evalCommand(program)
calibrateCommand(program, run)

try {
  const rest = args.filter((argument) => argument !== '--json')
  await program.parseAsync([...(json ? ['--json'] : []), ...rest], { from: 'user' })
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode
  // People have read it already, on stderr.
  if (json && error.exitCode !== 0)
    await guarded(program, () => {
      throw new TributaryError(
        'input.invalid',
        error.code === 'commander.help'
          ? 'Name a command; --help tells them.'
          : `${error.message.replace(/^error: /, '')}.`,
      )
    })
}

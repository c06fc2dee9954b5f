import type { Command } from 'commander'
import { readConfig, type Config } from '../config.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Log } from '../contract/log.ts'
import { openDatabase, type OpenDatabase } from '../database/index.ts'
import { createLog } from '../log.ts'
import { openKnowledge, type Knowledge } from '../main/knowledge.ts'
import { output, type Output } from './output.ts'

/** What a command works with. The database is the server's own while one runs. */
export interface CommandContext {
  config: Config
  db: OpenDatabase
  knowledge: Knowledge
  log: Log
  out: Output
}

/** Wraps a command's work: opens what it needs, closes it again, prints errors with their code. */
export type RunCommand = <Args extends unknown[]>(
  work: (context: CommandContext, ...args: Args) => Promise<void>,
) => (...args: Args) => Promise<void>

export function runCommand(program: Command): RunCommand {
  return (work) =>
    (...args) =>
      guarded(program, async (out) => {
        const config = readConfig()
        // A command's own words come first; what the parts log matters to it from warnings up.
        const log = createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL)
        const db = await openDatabase({
          ...(config.DATABASE_URL === undefined ? {} : { url: config.DATABASE_URL }),
          folder: config.DATA_FOLDER,
          poolSize: 6,
          join: true,
          onWaiting: () =>
            out.note('Another command works on this data folder through this one, which waits for its end.'),
        })
        const knowledge = openKnowledge({ config, db, log })
        try {
          await work({ config, db, knowledge, log, out }, ...args)
        } finally {
          await knowledge.close()
          await db.close()
        }
      })
}

/** For commands that need no database. */
export async function guarded(program: Command, work: (out: Output) => Promise<void>): Promise<void> {
  const out = output(program.opts<{ json?: boolean }>().json === true)
  try {
    await work(out)
  } catch (error) {
    process.exitCode = 1
    const failure = failureOf(error)
    out.result({ error: failure }, () => [`${failure.code}: ${failure.message}`, failure.advice])
  }
}

function failureOf(error: unknown): { code: string; message: string; advice: string } {
  const known = error instanceof TributaryError ? error : wrapped(error)
  return { code: known.code, message: known.message, advice: known.advice }
}

function wrapped(error: unknown): TributaryError {
  const message = error instanceof Error ? error.message : String(error)
  if (isConnectionLost(error))
    return new TributaryError('database.unreachable', `The database went away: ${message}`, { cause: error })
  return new TributaryError('internal.unexpected', message)
}

/** Also what a command sees whose server, which it had joined, ends under it. */
function isConnectionLost(error: unknown): boolean {
  const { code, syscall, message } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall === 'connect' || message?.startsWith('Connection terminated')) return true
  // PostgreSQL's class 57P: the server is told to stop, or starts.
  return code === 'ECONNRESET' || code === 'EPIPE' || code?.startsWith('57P0') === true
}

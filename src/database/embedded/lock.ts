import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TributaryError } from '../../contract/errors.ts'

/** Who serves a data folder: its process, and when that process started, since process ids are used again. */
interface Holder {
  pid: number
  started: string
}

/** When a process started, as the kernel counts it; empty where /proc does not exist. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22 (starttime), counted behind the parenthesised name, which may hold spaces: proc_pid_stat(5).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function alive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return holder.started === startOf(holder.pid)
}

/** The process that serves the folder now, or undefined. */
export function holderOf(folder: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(join(folder, 'server.lock'), 'utf8')) as Holder
    return alive(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

/**
 * Takes the folder for this process; two processes on one folder would destroy it.
 * A lock whose process is gone is taken over.
 * @returns the function that gives the folder back
 * @throws database.locked when another process holds it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'server.lock')
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder)
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = holderOf(folder)
      if (holder) {
        throw new TributaryError('database.locked', `Process ${holder.pid} serves the folder ${folder}.`)
      }
      rmSync(path, { force: true })
    }
  }
  throw new TributaryError('database.locked', `Another process is taking the folder ${folder}.`)
}

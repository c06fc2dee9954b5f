import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TributaryError } from '../../contract/errors.ts'

/** Who serves a data folder: its process, and when that process started, since process ids are used again. */
interface Holder {
  pid: number
  started: string
  /** Its database takes others in: the schema is up to date. */
  ready?: boolean
}

/** A data folder that this process has taken. */
export interface FolderLock {
  /** Lets other processes join. */
  ready(): void
  release(): void
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
  return holderIn(join(folder, 'server.lock'))
}

function holderIn(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return alive(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

/**
 * Takes the folder for this process; two processes on one folder would destroy it.
 * A lock whose process is gone is taken over.
 * @throws database.locked when another process holds it
 * @throws database.folder_unusable when it cannot be written to
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'server.lock')
  const mine = `${path}.${process.pid}`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    write(mine, false)
    try {
      if (!place(mine, path) && !takeOver(mine, path)) throw locked(folder)
    } finally {
      rmSync(mine, { force: true })
    }
  } catch (error) {
    if (error instanceof TributaryError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new TributaryError(
      'database.folder_unusable',
      `The data folder ${folder} cannot be used: ${code ?? message}.`,
      { cause: error },
    )
  }
  return {
    ready() {
      write(mine, true)
      renameSync(mine, path)
    },
    release: () => rmSync(path, { force: true }),
  }
}

function write(path: string, ready: boolean): void {
  const holder: Holder = { pid: process.pid, started: startOf(process.pid), ready }
  writeFileSync(path, JSON.stringify(holder), { mode: 0o600 })
}

/** Puts a whole file where none is: a lock is never seen half written. */
function place(file: string, path: string): boolean {
  try {
    linkSync(file, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Replaces a lock whose process is gone. Whoever places the file beside it is the only one that may, and looks again
 * then: two that start after a crash would otherwise each remove the other's lock.
 */
function takeOver(mine: string, path: string): boolean {
  if (holderIn(path)) return false
  const next = `${path}.next`
  if (!place(mine, next)) {
    // Its process died in between; the next attempt finds the way free.
    if (!holderIn(next)) rmSync(next, { force: true })
    return false
  }
  if (holderIn(path)) {
    rmSync(next, { force: true })
    return false
  }
  renameSync(next, path)
  return true
}

function locked(folder: string): TributaryError {
  const holder = holderOf(folder)
  return new TributaryError(
    'database.locked',
    holder
      ? `Process ${holder.pid} serves the folder ${folder}.`
      : `Another process is taking the folder ${folder}.`,
  )
}

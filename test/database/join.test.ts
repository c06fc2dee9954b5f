import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../src/database/index.ts'
import { lockFolder } from '../../src/database/embedded/lock.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tributary-join-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = new URL('./joiner.ts', import.meta.url).pathname

/** A command in a process of its own that works for so long: what it did, or how it failed. */
function command(ms: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, folder, String(ms)])
    let out = ''
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.stderr.on('data', (chunk) => (out += String(chunk)))
    child.on('close', () => resolve(out))
  })
}

it('commands that start at the same moment on a fresh folder all do their work', async () => {
  const done = await Promise.all([command(0), command(300), command(2500)])
  expect(done.filter((did) => did === 'served').length).toBeGreaterThanOrEqual(1)
  expect(done.filter((did) => did !== 'served' && did !== 'joined')).toEqual([])
})

it('a command that serves the folder waits for those that joined it', async () => {
  const told: string[] = []
  const first = await openDatabase({ folder, join: true, onWaiting: () => told.push('waiting') })
  const second = await openDatabase({ folder, join: true })
  expect([first.joined, second.joined]).toEqual([false, true])
  const closed = first.close()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(told).toEqual(['waiting'])
  expect(await second.query('SELECT 7 AS n')).toEqual([{ n: 7 }])
  await second.close()
  await closed
})

it('a lock whose process is gone is taken over by one of two that want it', () => {
  writeFileSync(join(folder, 'server.lock'), JSON.stringify({ pid: 2 ** 22 - 1, started: '1' }))
  const lock = lockFolder(folder)
  lock.ready()
  expect(() => lockFolder(folder)).toThrow(/serves the folder/)
  lock.release()
  expect(readdirSync(folder)).toEqual([])
  // The next one finds what a process left that died while it took the folder over.
  writeFileSync(join(folder, 'server.lock'), '')
  writeFileSync(join(folder, 'server.lock.next'), '')
  expect(() => lockFolder(folder)).toThrow(/taking the folder/)
  lockFolder(folder).release()
})

it('a folder that cannot be one says so', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => lockFolder(file)).toThrow(expect.objectContaining({ code: 'database.folder_unusable' }))
  expect(existsSync(file)).toBe(true)
})

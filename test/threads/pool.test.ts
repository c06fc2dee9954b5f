import { fork } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { ThreadPool, type ThreadPoolOptions } from '../../knowledge/threads/pool.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Job } from './jobs.ts'

let pool: ThreadPool<Job, string>
afterEach(() => pool.close())

function openPool(options: Partial<ThreadPoolOptions>): ThreadPool<Job, string> {
  pool = new ThreadPool<Job, string>({
    module: new URL('./jobs.ts', import.meta.url),
    size: 1,
    failed: (reason) => new TributaryError('convert.failed', `Failed: ${reason}`),
    ...options,
  })
  return pool
}

describe.each([
  ['threads', false],
  ['processes', true],
])('a pool of %s', (_, apart) => {
  const open = (options: Partial<ThreadPoolOptions> = {}) => openPool({ apart, ...options })

  it('does every job, the urgent ones first', async () => {
    open()
    const done: string[] = []
    const run = (echo: string, urgent?: boolean) =>
      pool.run({ echo }, urgent).then((result) => done.push(result))
    await Promise.all([run('running'), run('one'), run('two'), run('urgent', true), run('urgent too', true)])
    expect(done).toEqual(['running', 'urgent', 'urgent too', 'one', 'two'])
  })

  it('carries errors over with code, message and details', async () => {
    open()
    const coded = await pool.run({ fail: 'with a code' }).catch((error: unknown) => error)
    expect(coded).toBeInstanceOf(TributaryError)
    expect(coded).toMatchObject({ code: 'convert.too_large', message: 'Too large.', details: { length: 7 } })
    await expect(pool.run({ fail: 'plainly' })).rejects.toMatchObject({
      code: 'convert.failed',
      message: 'Failed: out of range',
    })
    expect(await pool.run({ echo: 'goes on' })).toBe('goes on')
  })

  it.each(['exit', 'throw'] as const)('replaces a thread that dies: %s', async (die) => {
    open()
    const [dead, next] = await Promise.allSettled([pool.run({ die }), pool.run({ echo: 'next' })])
    expect(dead).toMatchObject({ status: 'rejected', reason: { code: 'convert.failed' } })
    expect(next).toEqual({ status: 'fulfilled', value: 'next' })
  })

  it('ends a job that hangs, and goes on with the next', async () => {
    open({ timeout: { ms: 300, error: () => new TributaryError('convert.timed_out', 'Too long.') } })
    const [hung, next, quick] = await Promise.allSettled([
      pool.run({ hang: true }),
      pool.run({ echo: 'next', afterMs: 100 }),
      pool.run({ echo: 'quick' }),
    ])
    expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'convert.timed_out' } })
    expect(next).toEqual({ status: 'fulfilled', value: 'next' })
    expect(quick).toEqual({ status: 'fulfilled', value: 'quick' })
    // The clock of a job ends with the job.
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await pool.run({ echo: 'later' })).toBe('later')
  })

  it('ends one that has nothing to do, and starts another for the next job', async () => {
    open({ restMs: 50 })
    const pids = [await pool.run({ tell: 'thread' })]
    pids.push(await pool.run({ tell: 'thread' }))
    await new Promise((resolve) => setTimeout(resolve, 400))
    pids.push(await pool.run({ tell: 'thread' }))
    expect(pids[1]).toBe(pids[0])
    expect(pids[2]).not.toBe(pids[0])
  })

  it('fails what is left when it is closed', async () => {
    open({ size: 2 })
    const jobs = Promise.allSettled([
      pool.run({ hang: true }),
      pool.run({ hang: true }),
      pool.run({ echo: 'x' }),
    ])
    await pool.close()
    for (const { status } of await jobs) expect(status).toBe('rejected')
    await expect(pool.run({ echo: 'x' })).rejects.toMatchObject({ code: 'convert.failed' })
  })
})

it('processes of a pool know none of its settings, and end with it, however it ends', async () => {
  const parent = fork(new URL('./parent.ts', import.meta.url), {
    execArgv: [],
    env: { ...process.env, SECRET: 'do not tell' },
  })
  const [told] = (await once(parent, 'message')) as [{ pid: string; secret: string }]
  expect(told.secret).toBe('not told')
  expect(isAlive(Number(told.pid))).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(Number(told.pid)), { timeout: 10_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

import { ThreadPool } from '../../knowledge/threads/pool.ts'
import type { Job } from './jobs.ts'

/** A process with a pool, for a test that kills it. */
const pool = new ThreadPool<Job, string>({
  module: new URL('./jobs.ts', import.meta.url),
  size: 1,
  apart: true,
  failed: (reason) => new Error(reason),
})
process.send!({ pid: await pool.run({ tell: 'pid' }), secret: await pool.run({ tell: 'secret' }) })
setInterval(() => {}, 1000)

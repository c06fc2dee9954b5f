import { setTimeout as sleep } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import { serve } from '../../knowledge/threads/serve.ts'
import { TributaryError } from '../../src/contract/errors.ts'

/** What a thread of the tests is told to do. */
export type Job =
  | { echo: string; afterMs?: number }
  | { fail: 'with a code' | 'plainly' }
  | { die: 'exit' | 'throw' }
  | { hang: true }
  | { tell: 'pid' | 'secret' | 'thread' }

serve(async (job: Job): Promise<string> => {
  if ('echo' in job) {
    await sleep(job.afterMs ?? 0)
    return job.echo
  }
  if ('tell' in job && job.tell === 'thread') return `${process.pid}/${threadId}`
  if ('tell' in job) return job.tell === 'pid' ? String(process.pid) : (process.env.SECRET ?? 'not told')
  if ('fail' in job) {
    if (job.fail === 'plainly') throw new RangeError('out of range')
    throw new TributaryError('convert.too_large', 'Too large.', { details: { length: 7 } })
  }
  if ('die' in job) {
    if (job.die === 'exit') process.exit(3)
    setImmediate(() => {
      throw new Error('thrown in the open')
    })
    return new Promise(() => {})
  }
  for (;;) Math.random()
})

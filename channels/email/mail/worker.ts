import { parentPort } from 'node:worker_threads'
import { wordsOf } from '../words.ts'
import type { Answer, Job } from './reader.ts'
import { readMail, withReadable } from './read.ts'

// Mail is written by anybody: what makes a parser busy for ever keeps nothing but this thread busy.
parentPort?.on('message', async (job: Job) => {
  const { id } = job
  let answer: Answer
  try {
    const mail = 'bytes' in job ? await readMail(job.bytes, job.maxBytes) : await withReadable(job.mail)
    answer = { id, read: { mail, words: wordsOf(mail) } }
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(answer)
})

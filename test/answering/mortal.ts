import { parentPort } from 'node:worker_threads'
import type { Request } from '../../src/main/answering/protocol.ts'

/** The thread as it is, but that one question ends it as a defect would. */
parentPort!.on('message', (request: Request) => {
  if (request.what === 'answer' && request.question.texts[0] === 'die') process.exit(3)
})
await import('../../src/main/answering/thread.ts')

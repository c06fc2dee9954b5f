import type { MessagePort } from 'node:worker_threads'
import type { Reply } from '../../contract/answer.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Answering } from './index.ts'
import type { Failure, Request, Said } from './protocol.ts'

/** The thread's end of the protocol: does what it is asked, and says at once that it can. */
export function serveAnswering(port: MessagePort, answering: Answering): void {
  const say = (said: Said) => port.postMessage(said)
  const listening = new Map<number, AbortController>()

  async function answer({ id, question, listens }: Request & { what: 'answer' }): Promise<Reply> {
    if (!listens) return answering.answer(question)
    const enough = new AbortController()
    listening.set(id, enough)
    try {
      return await answering.answer(question, {
        onSentence: (sentence) => say({ id, sentence }),
        signal: enough.signal,
      })
    } finally {
      listening.delete(id)
    }
  }

  async function work(request: Exclude<Request, { what: 'enough' }>): Promise<Reply | undefined> {
    if (request.what === 'answer') return answer(request)
    await answering[request.what]()
    return undefined
  }

  port.on('message', (request: Request) => {
    const { id } = request
    if (request.what === 'enough') return listening.get(id)?.abort()
    work(request).then(
      (done) => say({ id, done }),
      (error: unknown) => say({ id, failed: failureOf(error) }),
    )
  })
  say({ id: 0, done: undefined })
}

function failureOf(error: unknown): Failure {
  if (error instanceof TributaryError)
    return { message: error.message, code: error.code, details: error.details }
  return { message: error instanceof Error ? error.message : String(error) }
}

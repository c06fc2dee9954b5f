import { parentPort } from 'node:worker_threads'
import type { Reply, Sentence } from '../../src/contract/answer.ts'
import { serveAnswering } from '../../src/main/answering/serve.ts'

const nothing = async () => {}
const sentence = (text: string): Sentence => ({ text, citations: [], pages: [] })

/** An answer that goes on until nobody listens any more, behind the real protocol. */
serveAnswering(parentPort!, {
  async answer({ texts }, listener) {
    let said = 0
    const { onSentence, signal } = listener!
    while (!signal.aborted) {
      onSentence(sentence(`${texts[0]} ${++said}`))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return { outcome: 'answer', rest: `ended after ${said}` } as Reply
  },
  refresh: () => Promise.reject(new Error('not today')),
  embedAhead: nothing,
  calibrate: nothing,
  stop: nothing,
})

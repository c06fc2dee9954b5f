import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Answerer, Listener, Question, Reply } from '../../src/contract/answer.ts'
import { claim } from '../../src/engine/handoff.ts'
import { openBench, person, type Bench } from './bench.ts'
import { EchoAnswerer, inbound } from './double.ts'

/** Answers in pieces; the test decides what happens between them. */
class PiecewiseAnswerer implements Answerer {
  pieces = ['One.', 'Two.', 'Three.']
  between: (n: number, listener: Listener) => Promise<void> = async () => undefined
  end: Partial<Reply> | Error = {}
  asked = 0
  async answer(question: Question, listener?: Listener): Promise<Reply> {
    this.asked++
    const whole = await new EchoAnswerer().answer(question)
    const text = this.pieces.join(' ')
    if (!listener) return { ...whole, content: { ...whole.content, text } }
    for (const [n, piece] of this.pieces.slice(0, -1).entries()) {
      if (!listener.signal.aborted)
        listener.onSentence({ text: piece, citations: [], pages: [{ pageId: 7, version: 2 }] })
      await this.between(n, listener)
    }
    if (this.end instanceof Error) throw this.end
    return { ...whole, content: { ...whole.content, text }, rest: this.pieces.at(-1)!, ...this.end }
  }
}

let bench: Bench
let answerer: PiecewiseAnswerer
beforeAll(async () => {
  bench = await openBench({ turnAttempts: 2 })
})
afterAll(async () => bench.db.close())
beforeEach(async () => {
  await bench.clear()
  answerer = new PiecewiseAnswerer()
  bench.parts.answerer = answerer
  Object.assign(bench.channel, { streams: true })
})

const written = async (conversation: number) =>
  (await bench.outbox(conversation)).map(({ content, state }) => [(content as { text: string }).text, state])
/** Lets what was passed on reach the outbox. */
const rows = async (conversation: number, count: number) => {
  while ((await bench.outbox(conversation)).length < count)
    await new Promise((resolve) => setTimeout(resolve, 5))
}

it('sentences go out while the answer is made, as rows of one turn', async () => {
  const conversation = await bench.take(inbound('How?'))
  const seen: number[] = []
  answerer.between = async (n) => {
    await rows(conversation, n + 1)
    await bench.deliver(conversation)
    seen.push(bench.channel.reached.length)
  }
  await bench.turn(conversation)
  expect(seen).toEqual([1, 2])
  await bench.deliver(conversation)
  expect(bench.channel.texts).toEqual(['One.', 'Two.', 'Three.'])
  const all = await bench.outbox(conversation)
  expect(new Set(all.map((row) => row.turn_id)).size).toBe(1)
  expect(all.map(({ content }) => (content as { continues?: true }).continues)).toEqual([
    true,
    true,
    undefined,
  ])
  expect(all[0]!.pages).toEqual([{ pageId: 7, version: 2 }])
})

it('a channel that does not stream gets the whole', async () => {
  Object.assign(bench.channel, { streams: false })
  const conversation = await bench.take(inbound('How?'))
  await bench.turn(conversation)
  expect(await written(conversation)).toEqual([['One. Two. Three.', 'queued']])
})

it('nothing follows after a claim', async () => {
  const conversation = await bench.take(inbound('How?'))
  answerer.between = async (n) => {
    if (n > 0) return
    await rows(conversation, 1)
    await claim(bench.parts, conversation, person('ada'))
  }
  await bench.turn(conversation)
  await bench.deliver(conversation)
  expect(await written(conversation)).toEqual([['One.', 'withdrawn']])
  expect(bench.channel.texts).toEqual([])
  const [message] = await bench.db.query('SELECT turn_state FROM message WHERE conversation_id = $1', [
    conversation,
  ])
  expect(message).toEqual({ turn_state: 'desk' })
})

it('an interruption ends the answer: what waits is withdrawn, the model is told, nobody is called', async () => {
  const conversation = await bench.take(inbound('How?'))
  let aborted = false
  answerer.pieces = ['One.', 'Two.', 'Three.', 'Four.']
  answerer.between = async (n, { signal }) => {
    if (n === 0) {
      await rows(conversation, 1)
      await bench.deliver(conversation)
    }
    if (n === 1) {
      await rows(conversation, 2)
      const [row] = await bench.outbox(conversation)
      const replyTo = String(row!.external_id)
      await bench.take(inbound('', { kind: 'status', replyTo, status: { state: 'delivered', heard: 'On' } }))
    }
    if (n === 2) {
      for (let waits = 0; waits < 200 && !signal.aborted; waits++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      aborted = signal.aborted
    }
  }
  await bench.turn(conversation)
  expect(aborted).toBe(true)
  expect(await written(conversation)).toEqual([
    ['One.', 'sent'],
    ['Two.', 'withdrawn'],
  ])
  expect(await bench.db.query('SELECT FROM handoff WHERE conversation_id = $1', [conversation])).toEqual([])
  await bench.take(inbound('Something else'))
  answerer.between = async () => undefined
  await bench.turn(conversation)
  expect((await written(conversation)).length).toBe(6)
})

it('a turn that dies midway is not begun again: the rest is a person’s', async () => {
  const conversation = await bench.take(inbound('How?'))
  answerer.end = new Error('the process is gone')
  await expect(bench.turn(conversation)).rejects.toThrow('gone')
  await bench.turn(conversation, 2)
  expect(answerer.asked).toBe(1)
  await bench.deliver(conversation)
  expect(bench.channel.texts.slice(0, 2)).toEqual(['One.', 'Two.'])
  expect(bench.channel.texts[2]).toContain('colleague')
  expect(bench.channel.texts).toHaveLength(3)
  expect(
    await bench.db.query('SELECT reason FROM handoff WHERE conversation_id = $1', [conversation]),
  ).toEqual([{ reason: 'answer_failed' }])
})

it('an answer cut short says only what is left to say', async () => {
  const conversation = await bench.take(inbound('How?'))
  answerer.end = { outcome: 'handoff', rest: 'A colleague will reply.' }
  await bench.turn(conversation)
  const all = await bench.outbox(conversation)
  expect(all.map(({ content }) => (content as { text: string }).text)).toEqual([
    'One.',
    'Two.',
    'A colleague will reply.',
  ])
  expect(all.at(-1)!.content).toMatchObject({ handoff: { answered: '' } })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reply } from '../../src/contract/answer.ts'
import { startAnswering, type Answering } from '../../src/main/answering/index.ts'
import { openAnswers } from '../../src/main/answers.ts'
import { silent } from '../engine/log.ts'
import { trainedShop, type TrainedShop } from '../golden/trained-shop.ts'

const QUESTIONS = ['are any of your shoes vegan?', 'how long does delivery to Germany take?', 'hi there']
const ask = (answering: Pick<Answering, 'answer'>, text: string) =>
  answering.answer({ texts: [text], history: [] })

/**
 * What two answers to one question have in common. A vector's last digits depend on the texts that it was embedded together with.
 */
function essence({ trace, ...reply }: Reply): unknown {
  return rounded({ ...reply, parts: trace.parts })
}

function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toFixed(4)) : part,
  )
}

let shop: TrainedShop
let answering: Answering
beforeAll(async () => {
  shop = await trainedShop()
  answering = await startAnswering({
    config: { ...shop.config, LOG_LEVEL: 'silent', ACCEPTED_RISK: 0.5 },
    db: shop.db,
    log: silent,
    module: new URL('./mortal.ts', import.meta.url),
  })
}, 300_000)
afterAll(async () => {
  await answering?.stop()
  await shop?.close()
})

test('answers as it would in the thread of the server', async () => {
  const here = await openAnswers({ ...shop, log: silent, risk: 0.5 })
  for (const question of QUESTIONS)
    expect(essence(await ask(answering, question))).toEqual(essence(await ask(here, question)))
})

test('passes sentences on in their order, each to its own listener, until there are enough', async () => {
  const telling = await startAnswering({
    config: shop.config,
    db: shop.db,
    log: silent,
    module: new URL('./telling.ts', import.meta.url),
  })
  const listen = async (name: string, most: number) => {
    const heard: string[] = []
    const enough = new AbortController()
    const onSentence = ({ text }: { text: string }) => {
      heard.push(text)
      if (heard.length === most) enough.abort()
    }
    const { rest } = await telling.answer(
      { texts: [name], history: [] },
      { onSentence, signal: enough.signal },
    )
    return { heard, rest }
  }
  const both = await Promise.all([listen('one', 3), listen('two', 5)])
  for (const [index, { heard, rest }] of both.entries()) {
    const name = ['one', 'two'][index]!
    expect(heard).toEqual(heard.map((_, n) => `${name} ${n + 1}`))
    expect(rest).toBe(`ended after ${heard.length}`)
  }
  const deaf = telling.answer(
    { texts: ['three'], history: [] },
    {
      onSentence: () => {
        throw new Error('not listening')
      },
      signal: new AbortController().signal,
    },
  )
  await expect(deaf).rejects.toThrow('not listening')
  await expect(telling.refresh()).rejects.toThrow('not today')
  await telling.stop()
})

test('is told when nobody wants to hear more', async () => {
  const enough = new AbortController()
  const reply = answering.answer(
    { texts: ['how long does delivery to Norway take?'], history: [] },
    { onSentence: () => {}, signal: enough.signal },
  )
  enough.abort()
  expect((await reply).outcome).toBe('handoff')
})

test('a thread that dies fails what it was asked, and another one answers', async () => {
  const lost = ask(answering, 'how long does delivery to Germany take?')
  const deadly = ask(answering, 'die')
  await expect(deadly).rejects.toThrow('The thread that answers is gone')
  // It may have been done just before.
  expect(await lost.then(() => 'is gone', String)).toContain('is gone')
  expect((await ask(answering, 'are any of your shoes vegan?')).outcome).toBe('answer')
})

test('takes in what changed, and stops in the middle of work', async () => {
  await answering.refresh()
  void answering.calibrate()
  void answering.embedAhead()
  await answering.stop()
  await expect(ask(answering, 'hi there')).rejects.toThrow('stopping')
})

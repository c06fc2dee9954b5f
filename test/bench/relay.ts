import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectCloud } from '../../src/cli/connect.ts'
import { parseLabel } from '../../src/cli/labels.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startApp, type App } from '../../src/main/app.ts'
import { saveLabels } from '../../src/store/labels.ts'
import { ensureWidgetBuilt } from '../../src/web/build.ts'
import { enqueueCrawl, readCrawl } from '../../knowledge/crawl/queue.ts'
import { addSource } from '../../knowledge/store/sources.ts'
import { loadGolden, loadGoldenTest } from '../demo-shop/load.ts'
import { approve, startConfluence } from '../doubles/confluence/index.ts'
import { TwilioVoice } from '../doubles/twilio/voice.ts'
import { isTestHalf } from '../golden/measure.ts'
import { note, quantile, verdict } from './report.ts'

const PROMPTS = 200
const LIMIT_MS = 150
const NUMBER = '+442079460000'
const WIKI = new URL('../demo-shop', import.meta.url).pathname

/**
 * From the end of a prompt to the first sentence of its answer on the relay's socket, over the whole road: engine, queue, database,
 * embedding, retrieval, gate, extraction, check. No model is called. Every prompt is another one, in a call that had been silent.
 * Run: node test/bench/relay.ts
 */
async function benchRelay(): Promise<void> {
  await ensureWidgetBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'relay-bench-'))
  const wiki = await startConfluence({ folder: WIKI })
  let base = ''
  const twilio = new TwilioVoice({ voiceUrl: () => `${base}/channels/voice/incoming` })
  const apiUrl = await twilio.rest.listen()
  const config = readConfig({
    DATA_FOLDER: folder,
    PORT: '0',
    // So that most of the questions are answered, and not only handed off.
    ACCEPTED_RISK: '0.2',
    CONFLUENCE_CLIENT_ID: wiki.app.clientId,
    CONFLUENCE_CLIENT_SECRET: wiki.app.clientSecret,
    CONFLUENCE_AUTH_URL: wiki.authUrl,
    CONFLUENCE_API_URL: wiki.apiUrl,
    ALLOW_PRIVATE_HOSTS: [wiki.authUrl, wiki.apiUrl, apiUrl].map((url) => new URL(url).host).join(','),
    VOICE_NUMBER: NUMBER,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_URL: apiUrl,
    ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
  })
  const app = await startApp({ config, log: createLog('error') })
  base = app.url
  try {
    await train(app, config, wiki)
    await app.answering.calibrate()
    const all = [...loadGolden(), ...loadGoldenTest()].filter((question) => !('history' in question))
    const questions = [...new Set(all.map(({ text }) => text))].slice(0, PROMPTS)
    await measure(twilio, questions)
  } finally {
    await app.stop()
    await twilio.close()
    await wiki.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function train(
  { db, knowledge, crawls }: App,
  config: ReturnType<typeof readConfig>,
  wiki: Awaited<ReturnType<typeof startConfluence>>,
): Promise<void> {
  await connectCloud({ config, db, knowledge }, wiki.publicUrl, (url) => void approve(url))
  const url = `${wiki.publicUrl}/wiki/spaces/HELP/overview`
  const { connectionId, source } = await knowledge.sourceFor(url)
  const { id } = await addSource(db, { connectionId, ...(await source.resolve(url, 'space')) })
  const labels = loadGolden().filter((question) => !isTestHalf(question))
  await saveLabels(db, labels.map(parseLabel), 'golden questions, training half')
  const crawl = (await enqueueCrawl(db, id, 'demand'))!
  crawls.wake()
  while ((await readCrawl(db, crawl))!.finishedAt === null) await sleep(100)
}

async function measure(twilio: TwilioVoice, questions: readonly string[]): Promise<void> {
  const times: { ms: number; answered: boolean }[] = []
  let caller = await twilio.call('+447700900123', NUMBER)
  for (const [i, question] of questions.entries()) {
    // A call of ten questions, then another: history stays as long as in life.
    if (i > 0 && i % 10 === 0) {
      await caller.hangUp()
      caller = await twilio.call('+447700900123', NUMBER)
    }
    const { frames } = caller.relay!
    const before = frames.length
    const started = performance.now()
    caller.relay!.prompt(question)
    while (frames.length === before) await sleep(1)
    const { at, frame } = frames[before]!
    times.push({ ms: at - started, answered: String(frame.token).startsWith('According to') })
    // What settles after the answer.
    await sleep(120)
  }
  const shown = (list: readonly { ms: number }[]) => {
    const values = list.map(({ ms }) => ms)
    const at = [0.5, 0.9, 0.95, 0.99].map(
      (share) => `p${share * 100} ${quantile(values, share).toFixed(0)} ms`,
    )
    return `${values.length} prompts: ${at.join(', ')}`
  }
  note(`first 20: ${shown(times.slice(0, 20))}`)
  note(`with an answer: ${shown(times.filter(({ answered }) => answered))}`)
  note(`without one: ${shown(times.filter(({ answered }) => !answered))}`)
  note(`all: ${shown(times)}`)
  const p95 = quantile(
    times.map(({ ms }) => ms),
    0.95,
  )
  verdict(
    'prompt to first checked sentence, p95',
    `${p95.toFixed(0)} ms`,
    `≤ ${LIMIT_MS} ms`,
    p95 <= LIMIT_MS,
  )
}

if (import.meta.main) {
  await benchRelay()
  process.exit()
}

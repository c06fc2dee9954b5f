import { fork, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import type { OpenDatabase } from '../../src/database/index.ts'
import { startApp } from '../../src/main/app.ts'
import { ensureWidgetBuilt } from '../../src/web/build.ts'
import { openTestDatabase, testDatabaseUrl } from '../database.ts'
import { startConfluence } from '../doubles/confluence/index.ts'
import { silent } from '../engine/log.ts'
import { note, quantile, verdict } from '../bench/report.ts'
import type { Customer } from '../providers/customer.ts'
import { openProviders } from '../providers/index.ts'
import { shopWiki, trainShop } from '../providers/train.ts'
import { questionTexts } from './questions.ts'
import { traffic, type Measured } from './traffic.ts'

// `npm run load`: one process on PostgreSQL, all channels by their doubles on loopback, every text different.
const PER_SECOND = Number(process.env['LOAD_PER_SECOND'] ?? 100)
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60)
const CUSTOMERS = 600
const SETTLE_SECONDS = 180
const ACK_P99_MS = 100
const FOLDER = new URL('../../.tmp/load', import.meta.url).pathname

interface Left {
  messages: number
  pending: number
  open: number
  unknown: number
  handoffs: number
}

async function main(): Promise<void> {
  if (!testDatabaseUrl) throw new Error('Name a PostgreSQL server with pgvector in TEST_DATABASE_URL.')
  await ensureWidgetBuilt()
  rmSync(FOLDER, { recursive: true, force: true })
  const db = await openTestDatabase()
  const wiki = await startConfluence({ folder: shopWiki })
  const providers = await openProviders()
  const environment = {
    DATA_FOLDER: FOLDER,
    DATABASE_URL: db.url!,
    TRIBUTARY_KEY: randomBytes(32).toString('base64'),
    PORT: '0',
    LOG_LEVEL: 'error',
    ACCEPTED_RISK: '0.1',
    CONFLUENCE_CLIENT_ID: wiki.app.clientId,
    CONFLUENCE_CLIENT_SECRET: wiki.app.clientSecret,
    CONFLUENCE_AUTH_URL: wiki.authUrl,
    CONFLUENCE_API_URL: wiki.apiUrl,
    ...providers.settings,
    ALLOW_PRIVATE_HOSTS: [
      ...providers.hosts,
      ...[wiki.authUrl, wiki.apiUrl].map((url) => new URL(url).host),
    ].join(','),
  }
  let server: { url: string; process: ChildProcess } | undefined
  try {
    note('training the demo shop …')
    const config = readConfig(environment)
    const app = await startApp({ config, log: silent })
    await trainShop(app, config, wiki, () => {})
    await app.answering.calibrate()
    await app.stop()
    await reference(db.url!)
    server = await startServer(environment)
    await load(server.url, providers.customers, db)
  } finally {
    if (server) await ended(server.process)
    await providers.close()
    await wiki.close()
    await db.close()
  }
}

async function load(
  server: string,
  customersOf: (server: string, count: number) => Promise<Customer[]>,
  db: OpenDatabase,
): Promise<void> {
  const customers = await customersOf(server, CUSTOMERS)
  const text = questionTexts()
  const perChannel = new Map<string, number[]>()
  /** Second of the run at which a message was sent that took too long to be acknowledged. */
  const late: number[] = []
  const problems = new Map<string, number>()
  note(`${PER_SECOND} messages/s for ${SECONDS} s from ${CUSTOMERS} customers …`)
  const started = performance.now()
  const watch = setInterval(() => {
    void left(db).then((now) =>
      note(
        `after ${((performance.now() - started) / 1000).toFixed(0)} s: ${now.messages} taken in, ${now.pending} to be answered, ${now.open} to be sent`,
      ),
    )
  }, 10_000)
  const measured = await traffic(
    PER_SECOND,
    SECONDS,
    async (n) => {
      const customer = customers[n % customers.length]!
      const at = performance.now()
      await customer.says(text(n))
      const took = performance.now() - at
      perChannel.set(customer.channel, [...(perChannel.get(customer.channel) ?? []), took])
      if (took > ACK_P99_MS && customer.channel !== 'voice') late.push(Math.floor((at - started) / 1000))
    },
    (error) => {
      const what = String(error).slice(0, 120)
      problems.set(what, (problems.get(what) ?? 0) + 1)
    },
  )
  for (const [what, times] of problems) note(`${times} × ${what}`)
  print('all', measured)
  for (const [channel, times] of perChannel)
    note(
      `${channel}: ${times.length}, p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`,
    )
  const seconds = [...new Set(late)].sort((a, b) => a - b)
  note(
    `later than ${ACK_P99_MS} ms: ${late.length}, by the second they were sent in: ` +
      seconds.map((second) => `${second} (${late.filter((other) => other === second).length})`).join(', '),
  )
  // On the telephone the acknowledgement is the answer, or the filler after three seconds.
  const acknowledged = [...perChannel].flatMap(([channel, times]) => (channel === 'voice' ? [] : times))
  const p99 = quantile(acknowledged, 0.99)
  verdict('acknowledged p99, voice apart', `${p99.toFixed(0)} ms`, `≤ ${ACK_P99_MS} ms`, p99 <= ACK_P99_MS)
  const sent = performance.now()
  let now = await left(db)
  while (now.pending + now.open > 0 && performance.now() - started < 20 * 60_000) {
    await sleep(500)
    now = await left(db)
  }
  clearInterval(watch)
  const settled = (performance.now() - started) / 1000
  verdict(
    'all settled',
    `${settled.toFixed(0)} s after the first, ${((performance.now() - sent) / 1000).toFixed(0)} s after the last`,
    `≤ ${SETTLE_SECONDS} s`,
    settled <= SETTLE_SECONDS,
  )
  verdict(
    'none lost',
    `${now.messages} of ${PER_SECOND * SECONDS} taken in`,
    'all',
    now.messages === PER_SECOND * SECONDS,
  )
  note(`${now.unknown} sends of unknown end, ${now.handoffs} handoffs`)
}

async function left(db: OpenDatabase): Promise<Left> {
  const [row] = await db.query<Left>(
    `SELECT (SELECT count(*) FROM message WHERE kind = 'text') AS messages,
            (SELECT count(*) FROM message WHERE turn_state = 'pending') AS pending,
            (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')) AS open,
            (SELECT count(*) FROM outbox WHERE state = 'unknown') AS unknown,
            (SELECT count(*) FROM handoff) AS handoffs`,
  )
  return row!
}

/** The same traffic against an Express server that does one INSERT. */
async function reference(url: string): Promise<void> {
  const child = fork(new URL('./reference.ts', import.meta.url), [url], { execArgv: [] })
  const { url: target } = await new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', resolve as (message: unknown) => void)
    child.once('exit', (code) => reject(new Error(`The reference server ended with code ${code}.`)))
  })
  const text = questionTexts()
  const measured = await traffic(
    PER_SECOND,
    Math.min(SECONDS, 20),
    async (n) => {
      const body = JSON.stringify({ text: text(n) })
      await (await fetch(target, { method: 'POST', body })).arrayBuffer()
    },
    () => {},
  )
  print('the reference: Express and one INSERT', measured)
  await ended(child)
}

async function startServer(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      const found = /answers at (\S+)/.exec(String(data))
      if (found) resolve(found[1]!)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code}.`)))
  })
  return { url, process: child }
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null) child.kill('SIGTERM')
  await Promise.race([gone, sleep(40_000)])
  child.kill('SIGKILL')
}

function print(what: string, { sent, failed, p50, p99, most }: Measured): void {
  note(
    `${what}: ${sent} in time, ${failed} failed; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms`,
  )
}

await main()
process.exit()

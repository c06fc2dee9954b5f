import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Log } from '../contract/log.ts'
import { openDatabase, type OpenDatabase, PreparingClient } from '../database/index.ts'
import { openSignals } from '../database/signals.ts'
import { createEngine, parseHours, type Engine } from '../engine/index.ts'
import { createQueue } from '../queue/index.ts'
import { checkAddress, createHttpServer } from '../server.ts'
import { replaceLabels } from '../store/labels.ts'
import { clearTroubles, troubleTeller } from '../store/troubles.ts'
import { pageRoutes } from '../web/pages.ts'
import { webhookRoutes } from '../server/webhooks.ts'
import { enqueueCrawl } from '../../knowledge/crawl/queue.ts'
import { startCrawlWorker, type CrawlWorker } from '../../knowledge/crawl/worker.ts'
import type { CrawlProgress } from '../../knowledge/crawl/ports.ts'
import { Scheduler } from '../../knowledge/schedule/index.ts'
import { citable } from '../../knowledge/store/citable.ts'
import { listSources } from '../../knowledge/store/sources.ts'
import { startAnswering, type Answering } from './answering/index.ts'
import { openChannels } from './channels/index.ts'
import { openWebChannel } from './channels/web.ts'
import { openDesk } from './desk.ts'
import { openFiles } from './files.ts'
import { findingsOf } from './findings.ts'
import { idleSettings, incompleteSettings } from './idle.ts'
import { embedAnew, openKnowledge, type Knowledge } from './knowledge.ts'

const SCHEDULE_REFRESH_MS = 30_000
const DRAIN_SECONDS = 25
/** Crawls are hours apart, and the model takes 350 MB; questions have an embedder of their own, which stays. */
const EMBEDDER_REST_MS = 60_000

export interface App {
  db: OpenDatabase
  knowledge: Knowledge
  engine: Engine
  crawls: CrawlWorker
  answering: Answering
  /** Where the server answers; known after start. */
  url: string
  stop(): Promise<void>
}

export interface AppOptions {
  config: Config
  log: Log
  onCrawlProgress?: (progress: CrawlProgress) => void
}

/** Starts the whole server in this process. Any number of them may share one PostgreSQL. */
export async function startApp({ config, log, onCrawlProgress }: AppOptions): Promise<App> {
  // What is wrong in the settings is told before anything is opened.
  const hours = config.DESK_HOURS === undefined ? undefined : parseHours(config.DESK_HOURS, config.TIMEZONE)
  for (const idle of idleSettings(config)) log.warn(idle, 'a setting does nothing: what it is for is off')
  for (const lack of incompleteSettings(config)) log.warn(lack, 'a setting is missing beside another')
  await checkAddress(config.PORT, config.HOST)
  const db = await openDatabase({
    ...(config.DATABASE_URL === undefined ? {} : { url: config.DATABASE_URL }),
    folder: config.DATA_FOLDER,
    poolSize: config.DATABASE_POOL,
    keepOpen: true,
  })
  const signals = await openSignals(db, log)
  await clearTroubles(db)
  const trouble = troubleTeller(db, log)
  const knowledge = openKnowledge({ config, db, log, restMs: EMBEDDER_REST_MS })
  await embedAnew(knowledge, db, log)
  const { files, routes: fileRoutes } = openFiles(config, db, knowledge)
  const web = openWebChannel({ config, db, knowledge, log, signals })
  const channels = [web, ...(await openChannels({ config, db, knowledge, files, signals, trouble, log }))]
  const desk = await openDesk({
    config,
    db,
    knowledge,
    ...(hours === undefined ? {} : { isOpen: (at) => hours.isOpen(at) }),
    log,
    trouble,
  })
  const answering = await startAnswering({ config, db, log })
  const engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint, Client: PreparingClient }, log),
    channels,
    answerer: answering,
    citable,
    findings: findingsOf(db, log),
    labels: {
      save: (labels, source) =>
        replaceLabels(
          db,
          labels.map((label) => ({ ...label, history: [] })),
          source,
        ),
    },
    settings: { retentionDays: config.RETENTION_DAYS, claimMinutes: config.DESK_CLAIM_MINUTES },
    ...(desk === undefined ? {} : { desk }),
    ...(hours === undefined ? {} : { hours }),
    ...(config.EMAIL_ADDRESS === undefined ? {} : { shopEmail: config.EMAIL_ADDRESS }),
    upkeep: [knowledge.upkeep],
    log,
  })
  const crawls = startCrawlWorker({
    ...knowledge.crawl,
    db,
    ...(onCrawlProgress === undefined ? {} : { onProgress: onCrawlProgress }),
    onFinished: (crawl, state) => {
      log.info({ crawl: crawl.id, source: crawl.sourceId, state }, 'crawl ended')
      answering
        .refresh()
        .catch((error: unknown) => log.error({ error: String(error) }, 'answers were not refreshed'))
      void answering.embedAhead()
      void answering.calibrate()
    },
    onError: (error) => log.error({ error: String(error) }, 'crawl worker failed'),
  })
  const scheduler = new Scheduler(config.TIMEZONE, (sourceId, tick) => {
    enqueueCrawl(db, sourceId, 'schedule', tick)
      .then(() => crawls.wake())
      .catch((error) =>
        log.error({ source: sourceId, error: String(error) }, 'a scheduled crawl was not queued'),
      )
  })
  const refreshSchedules = async () => {
    const sources = await listSources(db)
    await scheduler.set(
      sources.flatMap(({ id, schedule }) => (schedule === null ? [] : [{ sourceId: id, schedule }])),
    )
  }
  const http = createHttpServer({
    routers: [
      web.routes(),
      webhookRoutes({
        prefix: '/channels',
        hooked: channels,
        ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
        log,
      }),
      webhookRoutes({
        prefix: '/desk',
        hooked: desk === undefined ? [] : [desk],
        ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
        log,
      }),
      fileRoutes,
      await pageRoutes({ demoShop: config.SHOP_NAME }),
    ],
    upgrades: channels.flatMap(({ upgrade }) => (upgrade === undefined ? [] : [upgrade])),
    ready: () => readiness(db),
    trustProxy: config.TRUST_PROXY,
    log,
  })
  await refreshSchedules()
  const schedules = setInterval(() => {
    refreshSchedules().catch((error) => log.error({ error: String(error) }, 'schedules were not read'))
    // Another process may have crawled and calibrated.
    void answering.embedAhead()
    answering
      .refresh()
      .catch((error: unknown) => log.error({ error: String(error) }, 'answers were not refreshed'))
  }, SCHEDULE_REFRESH_MS)
  void answering.embedAhead()
  await Promise.all(channels.map((channel) => channel.warmUp?.()))
  await engine.start()
  const { url } = await http.listen(config.PORT, config.HOST)
  log.info(
    { url, port: (http.server.address() as AddressInfo).port, embedded: db.embedded },
    'server started',
  )

  let stopping: Promise<void> | undefined
  const stop = async () => {
    clearInterval(schedules)
    await scheduler.stop()
    // Requests in flight end by themselves; the shoppers' WebSockets when the channel stops, with their answers sent.
    const closed = http.close(DRAIN_SECONDS)
    await Promise.all([atMost(DRAIN_SECONDS, crawls.stop()), engine.stop()])
    await closed
    await answering.stop()
    await knowledge.close()
    await signals.close()
    await db.close()
    log.info({}, 'server stopped')
  }
  return { db, knowledge, engine, crawls, answering, url, stop: () => (stopping ??= stop()) }
}

/** A wiki may let a crawl wait for an hour. Left where it stands, it is gone on with by the next process. */
async function atMost(seconds: number, work: Promise<void>): Promise<void> {
  const limit = new AbortController()
  await Promise.race([work, sleep(seconds * 1000, undefined, limit).catch(() => {})])
  limit.abort()
}

async function readiness(db: OpenDatabase): Promise<{ ready: boolean; problems: string[] }> {
  try {
    await db.query('SELECT 1')
    return { ready: true, problems: [] }
  } catch {
    return { ready: false, problems: ['The database does not answer.'] }
  }
}

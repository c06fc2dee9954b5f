import { readingRetriever, type Reader } from '../../src/answer/read/index.ts'
import { claimCrawl, enqueueCrawl, readCrawl, type CrawlRow } from '../../knowledge/crawl/queue.ts'
import { reviewPages } from '../../knowledge/crawl/review.ts'
import { runCrawl } from '../../knowledge/crawl/run.ts'
import { cutHere } from '../../knowledge/cut/here.ts'
import type { Cut } from '../../knowledge/cut/index.ts'
import { createRetriever, passageIndex } from '../../knowledge/retrieve/index.ts'
import { beginConnection, finishConnection } from '../../knowledge/sources/confluence/index.ts'
import { citable } from '../../knowledge/store/citable.ts'
import { saveConnection } from '../../knowledge/store/connections.ts'
import { addExclusion } from '../../knowledge/store/exclusions.ts'
import { readPages, type KnownPage } from '../../knowledge/store/pages.ts'
import { addSource } from '../../knowledge/store/sources.ts'
import type { Exclusion } from '../../knowledge/crawl/eligible.ts'
import type { Candidate, Embedder } from '../../src/contract/knowledge.ts'
import type { SecretBox } from '../../src/contract/secret.ts'
import { trainingPorts } from '../../src/main/knowledge.ts'
import { secretBox } from '../../src/secrets.ts'
import type { TestDatabase } from '../database.ts'
import {
  startConfluence,
  type ConfluenceDouble,
  type ConfluenceOptions,
} from '../doubles/confluence/index.ts'
import { fakeClock, type FakeClock } from '../source/clock.ts'
import { appFor } from '../source/cloud.ts'
import { countingEmbedder } from './embedder.ts'
import { clientFor, openStored } from './parts.ts'

export type Kind = 'Cloud' | 'Data Center'
export const MASTER_KEY = Buffer.alloc(32, 7)

export interface WikiWorld {
  double: ConfluenceDouble
  clock: FakeClock
  connectionId: number
  /** What the embedder was given since the last look. */
  embedded(): string[]
  /** Adds a source by an address of the kind that people paste. */
  add(path: string, options?: { mode?: 'page' | 'space'; trainRestricted?: boolean }): Promise<number>
  /** Crawls a source to its end; without one, the one added last. */
  crawl(sourceId?: number): Promise<CrawlRow>
  page(externalId: string): Promise<PageView>
  /** External ids of the pages whose passages are found for a question. */
  found(question: string): Promise<string[]>
  candidates(question: string): Promise<Candidate[]>
  /** Adds a rule for all sources; it holds at once. */
  exclude(kind: Exclusion['kind'], pattern: string): Promise<void>
  /** Puts the stored secret of the connection out of use, or back. */
  app: { clientSecret: string }
  close(): Promise<void>
}

export type PageView = KnownPage & {
  canBeCited: boolean
  errorCode: string | null
  losses: number
  markdown: string | null
}

/** Empties what a crawl writes; the suites of one file share a database. */
export async function clearKnowledge(db: TestDatabase): Promise<void> {
  await db.query('TRUNCATE connection, exclusion, term, embedding_cache RESTART IDENTITY CASCADE')
  await db.transaction((tx) => passageIndex.recount(tx))
}

/** The double, connected as an admin connects it, over a database that {@link clearKnowledge} has emptied. */
export async function openWiki(
  db: TestDatabase,
  kind: Kind,
  options: ConfluenceOptions & { embedder?: Embedder; cut?: Cut; reader?: Pick<Reader, 'read'> } = {},
): Promise<WikiWorld> {
  await clearKnowledge(db)
  const double = await startConfluence({ ...options, dc: { contextPath: '/confluence' } })
  const clock = fakeClock(Date.now())
  const box = secretBox(MASTER_KEY)
  const counting = countingEmbedder()
  const embedder = options.embedder ?? counting
  const app = appFor(double)
  const openSource = openStored({ db, box, app, apiUrl: double.apiUrl, clock })
  const connectionId = await (kind === 'Cloud' ? connectCloud : connectServer)(db, box, double, clock)
  const site = kind === 'Cloud' ? `${double.publicUrl}/wiki` : double.dcUrl
  const ports = trainingPorts(db, embedder, options.cut ?? cutHere(embedder.countTokens))
  const found = createRetriever(db, embedder)
  const retriever = options.reader ? readingRetriever(found, options.reader) : found
  let last = 0
  let owners = 0

  async function page(externalId: string): Promise<PageView> {
    const [known] = await readPages(db, { connectionId, externalIds: [externalId] })
    if (!known) throw new Error(`No page ${externalId} is known.`)
    const [rest] = await db.query<{ errorCode: string | null; losses: number; markdown: string | null }>(
      `SELECT error_code AS "errorCode", jsonb_array_length(losses) AS losses, markdown FROM page WHERE id = $1`,
      [known.id],
    )
    return { ...known, ...rest!, canBeCited: await citable(db, [{ pageId: known.id }]) }
  }

  const candidates = async (question: string) => (await retriever.retrieve({ text: question })).candidates

  return {
    double,
    clock,
    connectionId,
    app,
    embedded: () => counting.embedded.splice(0),
    async add(path, { mode, trainRestricted } = {}) {
      const url = `${site}${path}`
      const resolved = await (await openSource(connectionId)).resolve(url, mode)
      const { id } = await addSource(db, {
        ...resolved,
        connectionId,
        ...(trainRestricted === undefined ? {} : { trainRestricted }),
      })
      last = id
      return id
    },
    async crawl(sourceId = last) {
      await enqueueCrawl(db, sourceId, 'demand')
      const owner = `owner ${++owners}`
      const claimed = (await claimCrawl(db, owner))!
      await runCrawl({ db, openSource, ports, owner }, claimed)
      return (await readCrawl(db, claimed.id))!
    },
    page,
    candidates,
    async found(question) {
      const ids = (await candidates(question)).map((candidate) => candidate.pageId)
      const pages = await readPages(db, { ids })
      return [...new Set(ids)].map((id) => pages.find((known) => known.id === id)!.externalId)
    },
    async exclude(rule, pattern) {
      await addExclusion(db, { sourceId: null, kind: rule, pattern })
      await reviewPages(db, ports.forget)
    },
    close: () => double.close(),
  }
}

async function connectCloud(
  db: TestDatabase,
  box: SecretBox,
  double: ConfluenceDouble,
  clock: FakeClock,
): Promise<number> {
  const app = appFor(double)
  const begun = beginConnection(app)
  const callback = await double.approve(begun.url, { follow: false })
  const finish = { callbackUrl: callback.href, state: begun.state, siteUrl: double.publicUrl }
  const grant = await finishConnection(app, { http: clientFor(clock), clock }, finish)
  return saveConnection(db, box, {
    kind: 'confluence-cloud',
    siteUrl: grant.siteUrl,
    name: grant.siteName,
    account: { cloudId: grant.cloudId, scopes: grant.scopes },
    secret: grant,
  })
}

async function connectServer(db: TestDatabase, box: SecretBox, double: ConfluenceDouble): Promise<number> {
  return saveConnection(db, box, {
    kind: 'confluence-dc',
    siteUrl: double.dcUrl,
    name: 'Data Center',
    account: {},
    secret: { token: double.dcToken },
  })
}

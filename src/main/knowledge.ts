import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Database, Sql } from '../contract/database.ts'
import type { Embedder, Retriever, Source } from '../contract/knowledge.ts'
import type { Log } from '../contract/log.ts'
import type { Outgoing } from '../contract/outgoing.ts'
import type { SecretBox } from '../contract/secret.ts'
import type { Upkeep } from '../engine/index.ts'
import { createReader, readingRetriever, shippedReader, UnitVectors } from '../answer/read/index.ts'
import { guardedFetch } from '../outgoing.ts'
import { keyFromFile, secretBox } from '../secrets.ts'
import type { CrawlContext } from '../../knowledge/crawl/run.ts'
import type { TrainingPorts } from '../../knowledge/crawl/ports.ts'
import { createCutter, type Cut } from '../../knowledge/cut/index.ts'
import { storedUnits } from '../../knowledge/embed/units.ts'
import { localEmbedder, removeOtherSpaces, removeUnused, TOKEN_COUNTER } from '../../knowledge/embed/index.ts'
import {
  completeVectors,
  createRetriever,
  passageIndex,
  prepareChunks,
  type IndexedChunk,
} from '../../knowledge/retrieve/index.ts'
import { createSources, type Sources } from './sources.ts'

/** Everything between the wiki and the passages. */
export interface Knowledge {
  embedder: Embedder
  retriever: Retriever
  /** Vectors of passages' units that this process knows. */
  units: UnitVectors
  sources: Sources
  /** Seals what is stored of a wiki's credentials. */
  box: SecretBox
  /** The key that this server's other keys are derived from. */
  masterKey: Buffer
  /** What a crawl worker needs beside the database. */
  crawl: Pick<CrawlContext, 'openSource' | 'onBroken' | 'ports'>
  forget: TrainingPorts['forget']
  /** Clears away what is left of forgotten pages. */
  upkeep: Upkeep
  /** Requests to the outside, kept from private networks. */
  outgoing: Outgoing
  sourceFor(url: string): Promise<{ connectionId: number; source: Source }>
  close(): Promise<void>
}

/** @param restMs how long the embedder keeps its model without work; without it always */
export function openKnowledge(parts: { config: Config; db: Database; log: Log; restMs?: number }): Knowledge {
  const { config, db, log, restMs } = parts
  const masterKey =
    config.TRIBUTARY_KEY === undefined
      ? keyFromFile(join(config.DATA_FOLDER, 'key'))
      : Buffer.from(config.TRIBUTARY_KEY, 'base64')
  const box = secretBox(masterKey)
  const outgoing = guardedFetch(config.ALLOW_PRIVATE_HOSTS)
  const sources = createSources({ config, db, box, outgoing })
  const embedder = localEmbedder({
    threads: config.EMBED_THREADS,
    ...(restMs === undefined ? {} : { restMs }),
  })
  const cutter = createCutter({ counter: TOKEN_COUNTER })
  const units = new UnitVectors(embedder, (lines) => storedUnits(db, embedder.space, lines))
  const forget = (tx: Sql, ids: readonly number[]) => passageIndex.forget(tx, ids)
  return {
    embedder,
    retriever: readingRetriever(
      createRetriever(db, embedder),
      createReader(embedder, shippedReader(), units),
    ),
    units,
    sources,
    box,
    masterKey,
    crawl: {
      ports: trainingPorts(db, embedder, cutter.cut),
      openSource: (connectionId) => sources.open(connectionId),
      onBroken: (connection, { code }) => log.warn({ connection, code }, 'a connection does not work'),
    },
    forget,
    upkeep: embeddingUpkeep(db, embedder.space),
    outgoing,
    sourceFor: sources.forUrl,
    async close() {
      await cutter.close()
      await embedder.close()
    },
  }
}

const HOUR_SECONDS = 3600
/** A crawl that died is gone on with within minutes; a day leaves room for a night without the server. */
const UNUSED_MS = 86_400_000

/**
 * What was embedded for pages that are gone goes too, within a day and an hour. So do vectors of a model that is no longer used, once
 * this process has run for a day: by then no other still has the old version.
 */
export function embeddingUpkeep(db: Database, space: string): Upkeep {
  const started = Date.now()
  return {
    name: 'embedding clean-up',
    everySeconds: HOUR_SECONDS,
    run: async (now) => ({
      ...(now.getTime() - started < UNUSED_MS ? {} : { otherSpaces: await removeOtherSpaces(db, space) }),
      removed: await removeUnused(db, new Date(now.getTime() - UNUSED_MS)),
    }),
  }
}

const PROGRESS_MS = 10_000

/** After an upgrade whose embedder is another: every passage gets its vectors before anybody is answered. */
export async function embedAnew(
  { embedder }: Pick<Knowledge, 'embedder'>,
  db: Database,
  log: Log,
): Promise<void> {
  let told = Date.now()
  const passages = await completeVectors(db, embedder, (done, all) => {
    if (Date.now() - told < PROGRESS_MS) return
    told = Date.now()
    log.info({ done, all }, 'embedding the passages anew for another model, before the server starts')
  })
  if (passages === 0) return
  await passageIndex.optimise(db)
  log.info({ passages, space: embedder.space }, 'passages were embedded anew for another model')
}

/** Conversion, chunking, embedding and index, for crawls. */
export function trainingPorts(db: Database, embedder: Embedder, cut: Cut): TrainingPorts {
  return {
    cut,
    prepare: (title, chunks) => prepareChunks(db, embedder, { title }, chunks),
    put: (tx, edition, page, prepared) => passageIndex.put(tx, edition, page, prepared as IndexedChunk[]),
    forget: (tx, ids) => passageIndex.forget(tx, ids),
    optimise: () => passageIndex.optimise(db),
  }
}

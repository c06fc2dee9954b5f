import type { Sql } from '../../src/contract/database.ts'
import type { Chunk, Source } from '../../src/contract/knowledge.ts'
import type { Cut } from '../cut/index.ts'
import type { Forget } from './review.ts'

/** Ready to be written: passages with their vectors. What is in them is the index's own affair. */
export type Prepared = readonly unknown[]

/** What a crawl needs of conversion and index; wired by main. */
export interface TrainingPorts {
  /** Converts a page and cuts it into passages. */
  cut: Cut
  /** Embeds passages, from the cache where they were seen before. Outside of any transaction. */
  prepare(title: string, chunks: readonly Chunk[]): Promise<Prepared>
  put(tx: Sql, edition: number, page: { id: number; title: string }, prepared: Prepared): Promise<unknown>
  forget: Forget
  /** After a crawl that changed something. */
  optimise(): Promise<void>
}

/** Opens the source behind a connection: reads its grant, checks that it still works. */
export type OpenSource = (connectionId: number) => Promise<Source>

export interface CrawlCounts {
  listed: number
  unchanged: number
  toFetch: number
  fetched: number
  trained: number
  empty: number
  failed: number
  excluded: number
  restricted: number
  gone: number
  losses: number
}

export const noCounts: CrawlCounts = {
  listed: 0,
  unchanged: 0,
  toFetch: 0,
  fetched: 0,
  trained: 0,
  empty: 0,
  failed: 0,
  excluded: 0,
  restricted: 0,
  gone: 0,
  losses: 0,
}

export interface CrawlProgress {
  crawlId: number
  sourceId: number
  phase: 'listing' | 'training' | 'publishing' | 'finished'
  counts: CrawlCounts
}

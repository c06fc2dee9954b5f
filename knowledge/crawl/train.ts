import { createHash } from 'node:crypto'
import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Source, SourcePage } from '../../src/contract/knowledge.ts'
import { recordTraining, readPages, withdrawPages, type KnownPage } from '../store/pages.ts'
import { listExclusions } from '../store/exclusions.ts'
import { describe } from './failure.ts'
import { discoverIncludes } from './includes.ts'
import type { TrainingPorts } from './ports.ts'
import { holdsLease } from './queue.ts'
import { judgePage } from './review.ts'

export interface TrainContext {
  db: Database
  source: Source
  ports: TrainingPorts
  crawl: { id: number; sourceId: number; owner: string; edition: number }
}

export type Trained =
  | { outcome: 'trained' | 'empty'; losses: number }
  | { outcome: 'excluded' | 'restricted' | 'gone'; losses: 0 }

/**
 * Converts, cuts, embeds and stores one fetched page. The model works outside of the transaction; the transaction
 * judges the page once more, since a rule may have been added meanwhile.
 */
export async function trainPage(context: TrainContext, known: KnownPage, page: SourcePage): Promise<Trained> {
  const { db, ports, crawl } = context
  const { converted, chunks } = await ports.cut(page)
  const contentHash = hashOf(page.stub.title, converted.markdown)
  const prepared = await ports.prepare(page.stub.title, chunks)
  const includes = await discoverIncludes(context, known, page.includes)
  return db.transaction(async (tx) => {
    if (!(await holdsLease(tx, crawl.id, crawl.owner)))
      throw new TributaryError('crawl.taken_over', `Crawl ${crawl.id} goes on in another process.`)
    const [fresh] = await readPages(tx, { ids: [known.id] })
    if (!fresh) return { outcome: 'gone', losses: 0 }
    const others = await readPages(tx, { connectionId: known.connectionId, externalIds: includes.all })
    const verdict = judgePage(
      { ...fresh, includes: includes.versions, labels: page.stub.labels },
      new Map(others.map((other) => [other.externalId, other])),
      await listExclusions(tx),
    )
    if (!verdict.eligible) {
      await withdrawPages(tx, [{ id: known.id, state: verdict.state, why: verdict.why }])
      await ports.forget(tx, [known.id])
      return { outcome: verdict.state, losses: 0 }
    }
    await ports.put(tx, crawl.edition, { id: known.id, title: page.stub.title }, prepared)
    const state = chunks.length === 0 ? 'empty' : 'trained'
    const [problem] = page.problems ?? []
    await recordTraining(tx, {
      pageId: known.id,
      page,
      converted,
      contentHash,
      includes: includes.versions,
      state,
      ...(problem && { problem: describe(problem) }),
    })
    return { outcome: state, losses: converted.losses.length }
  })
}

function hashOf(title: string, markdown: string): string {
  return createHash('sha256').update(title).update('\0').update(markdown).digest('base64url')
}

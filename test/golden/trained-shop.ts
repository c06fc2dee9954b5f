import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig, type Config } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { openKnowledge, type Knowledge } from '../../src/main/knowledge.ts'
import { enqueueCrawl, readCrawl } from '../../knowledge/crawl/queue.ts'
import { startCrawlWorker } from '../../knowledge/crawl/worker.ts'
import { saveConnection } from '../../knowledge/store/connections.ts'
import { addExclusion } from '../../knowledge/store/exclusions.ts'
import { addSource } from '../../knowledge/store/sources.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startConfluence, type ConfluenceDouble } from '../doubles/confluence/index.ts'

export interface TrainedShop {
  config: Config
  db: TestDatabase
  knowledge: Knowledge
  wiki: ConfluenceDouble
  close(): Promise<void>
}

const SHOP = fileURLToPath(new URL('../demo-shop', import.meta.url))

/** The demo shop's customer space, trained as the demo trains it: over the double's Data Center, which needs no consent. */
export async function trainedShop(): Promise<TrainedShop> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-golden-'))
  const wiki = await startConfluence({ folder: SHOP })
  const config = readConfig({ DATA_FOLDER: folder, ALLOW_PRIVATE_HOSTS: new URL(wiki.dcUrl).host })
  const db = await openTestDatabase()
  const log = createLog('warn')
  const knowledge = openKnowledge({ config, db, log })
  await saveConnection(db, knowledge.box, {
    kind: 'confluence-dc',
    siteUrl: wiki.dcUrl,
    name: 'Larkmoor',
    account: {},
    secret: { token: wiki.dcToken },
  })
  const url = `${wiki.dcUrl}/display/HELP`
  const { connectionId, source } = await knowledge.sourceFor(url)
  const { id } = await addSource(db, { connectionId, ...(await source.resolve(url, 'space')) })
  await addExclusion(db, { sourceId: null, kind: 'label', pattern: 'draft' })
  const crawl = (await enqueueCrawl(db, id, 'demand'))!
  await new Promise<void>((resolve) => {
    const worker = startCrawlWorker({
      ...knowledge.crawl,
      db,
      onFinished: () => void worker.stop().then(resolve),
    })
  })
  const { state, errorText } = (await readCrawl(db, crawl))!
  if (state !== 'done') throw new Error(`The demo shop was not trained: ${errorText}`)
  return {
    config,
    db,
    knowledge,
    wiki,
    async close() {
      await knowledge.close()
      await db.close()
      await wiki.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { localEmbedder } from '../../knowledge/embed/index.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { openTestDatabase } from '../database.ts'
import { openWiki } from '../crawl/wiki.ts'
import { note, verdict } from './report.ts'

const PAGES = 1000
const SHARE = 0.03

/** A space of 1,000 short pages, crawled as the server crawls, with the default embedder, and crawled again. */
export async function benchRecrawl(): Promise<void> {
  const db = await openTestDatabase()
  const local = localEmbedder()
  let embedded = 0
  const embedder: Embedder = {
    ...local,
    embed: (texts) => {
      embedded += texts.length
      return local.embed(texts)
    },
  }
  const world = await openWiki(db, 'Cloud', { embedder })
  try {
    const { wiki, requests } = world.double
    wiki.addSpace({ key: 'BIG' })
    for (let page = 0; page < PAGES; page++) {
      const view = `<h2>Article ${page}</h2><p>This is about boot number ${page}. ${FILL}</p>`
      wiki.addPage({ spaceKey: 'BIG', title: `Article ${page}`, view })
    }
    await world.add('/spaces/BIG')
    const first = await timed(() => world.crawl())
    requests.clear()
    const before = embedded
    const second = await timed(() => world.crawl())
    const again = embedded - before
    note(
      `first crawl ${(first.ms / 1000).toFixed(1)} s, ${first.result.counts.trained} trained, ${before} texts embedded`,
    )
    note(`recrawl ${(second.ms / 1000).toFixed(2)} s, ${requests.entries.length} requests`)
    const share = second.ms / first.ms
    verdict('time of the recrawl over the first', `${(share * 100).toFixed(2)} %`, '≤ 3 %', share <= SHARE)
    verdict(
      'pages unchanged',
      String(second.result.counts.unchanged),
      String(PAGES),
      second.result.counts.unchanged === PAGES,
    )
    verdict('bodies fetched', String(requests.bodies), '0', requests.bodies === 0)
    verdict('texts embedded', String(again), '0', again === 0)
  } finally {
    await world.close()
    await local.close()
    await db.close()
  }
}

const FILL = 'Brush it with lukewarm water, leave it to dry away from any heater, then wax it by hand.'

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now()
  const result = await work()
  return { ms: performance.now() - start, result }
}

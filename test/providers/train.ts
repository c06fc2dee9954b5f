import { setTimeout as sleep } from 'node:timers/promises'
import { connectCloud } from '../../src/cli/connect.ts'
import { parseLabel } from '../../src/cli/labels.ts'
import type { Config } from '../../src/config.ts'
import type { App } from '../../src/main/app.ts'
import { saveLabels } from '../../src/store/labels.ts'
import { enqueueCrawl, readCrawl } from '../../knowledge/crawl/queue.ts'
import { addExclusion } from '../../knowledge/store/exclusions.ts'
import { addSource } from '../../knowledge/store/sources.ts'
import { loadGolden } from '../demo-shop/load.ts'
import { approve, type ConfluenceDouble } from '../doubles/confluence/index.ts'
import { isTestHalf } from '../golden/measure.ts'

/** The folder of the demo shop's wiki. */
export const shopWiki = new URL('../demo-shop', import.meta.url).pathname

/**
 * Connects a server to the demo shop's wiki, gives it the shop's labels (the half that nothing is measured on), and crawls. `say`
 * gets what there is to tell, and `finished` is called when the crawl's progress is at its end.
 */
export async function trainShop(
  app: App,
  config: Config,
  wiki: ConfluenceDouble,
  say: (line?: string) => void,
  finished: () => void = () => {},
): Promise<void> {
  const { db, knowledge } = app
  say('\n2. Connecting by OAuth; the demo presses "Accept" on the consent page …')
  const connected = await connectCloud({ config, db, knowledge }, wiki.publicUrl, (url) => void approve(url))
  say(`   Connected "${connected.name}", read only.`)
  const url = `${wiki.publicUrl}/wiki/spaces/HELP/overview`
  const { connectionId, source } = await knowledge.sourceFor(url)
  const resolved = await source.resolve(url, 'space')
  const { id } = await addSource(db, { connectionId, ...resolved })
  await addExclusion(db, { sourceId: null, kind: 'label', pattern: 'draft', note: 'not ready for shoppers' })
  const labels = loadGolden().filter((question) => !isTestHalf(question))
  await saveLabels(db, labels.map(parseLabel), 'golden questions, training half')
  say(`\n3. Crawling the space "${resolved.name}", without pages that have the label "draft" …`)
  const crawlId = (await enqueueCrawl(db, id, 'demand'))!
  app.crawls.wake()
  for (;;) {
    const crawl = (await readCrawl(db, crawlId))!
    if (crawl.finishedAt !== null) {
      finished()
      const { counts } = crawl
      say(
        `   ${crawl.state}: ${counts.listed} pages listed, ${counts.trained} trained, ${counts.restricted} restricted, ` +
          `${counts.excluded} excluded, ${counts.failed} failed; ${counts.losses} things could not be converted and are listed.`,
      )
      if (crawl.state === 'failed') throw new Error(`${crawl.errorCode}: ${crawl.errorText}`)
      return
    }
    await sleep(100)
  }
}

import type { Command } from 'commander'
import { recentCrawls } from '../../knowledge/crawl/queue.ts'
import { publishedEdition } from '../../knowledge/publish/editions.ts'
import { listConnections } from '../../knowledge/store/connections.ts'
import { countPages } from '../../knowledge/store/page-states.ts'
import { listSources } from '../../knowledge/store/sources.ts'
import { engineStatus, type EngineStatus } from '../engine/status.ts'
import type { RunCommand } from './context.ts'
import { columns, moment } from './output.ts'

/** `status`: what is connected, trained, running and waiting. */
export function statusCommand(program: Command, run: RunCommand): void {
  program
    .command('status')
    .description('what is connected, trained, running and waiting')
    .action(
      run(async ({ db, out }) => {
        const [passages] = await db.query<{ chunks: number }>('SELECT chunks::int AS chunks FROM index_state')
        const status = {
          server: db.joined,
          edition: await publishedEdition(db),
          connections: await listConnections(db),
          sources: await listSources(db),
          pages: await countPages(db),
          passages: passages?.chunks ?? 0,
          crawls: await recentCrawls(db, undefined, 5),
          conversations: await engineStatus(db),
        }
        const { ignored } = status.conversations
        out.result(status, () => [
          `Server ${status.server ? 'running' : 'not running on this data folder'}; edition ${status.edition}, ${status.passages} passages.`,
          `Pages: ${
            Object.entries(status.pages)
              .map(([state, count]) => `${count} ${state}`)
              .join(', ') || 'none'
          }.`,
          handoffsLine(status.conversations),
          ...(status.connections.length === 0
            ? ['No wiki is connected yet. Connect one with: npm run tributary -- connect confluence']
            : []),
          ...status.connections.map((row) =>
            [`${row.name} (${row.kind}) ${row.state}`, row.errorCode, row.errorText]
              .filter((part) => part !== null)
              .join(': '),
          ),
          ...columns(
            status.sources.map((row) => [`source ${row.id}`, row.name, row.state, moment(row.lastCrawlAt)]),
          ),
          ...(ignored.length === 0 ? [] : ['Ignored in the last seven days:']),
          ...columns(ignored.map((row) => [row.channel, row.reason, String(row.count)])),
        ])
      }),
    )
}

function handoffsLine({ openHandoffs, oldestHandoffSeconds, claimedHandoffs }: EngineStatus): string {
  const minutes = Math.floor(oldestHandoffSeconds / 60)
  const oldest =
    minutes === 1 ? '1 minute' : minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`
  const waiting =
    openHandoffs === 0 ? 'none waits for a person' : `${openHandoffs} open, the oldest for ${oldest}`
  return `Handoffs: ${waiting}; ${claimedHandoffs} claimed.`
}

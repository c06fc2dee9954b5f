import type { Command } from 'commander'
import { recentCrawls } from '../../knowledge/crawl/queue.ts'
import { publishedEdition } from '../../knowledge/publish/editions.ts'
import { listConnections } from '../../knowledge/store/connections.ts'
import { countPages } from '../../knowledge/store/page-states.ts'
import { listSources } from '../../knowledge/store/sources.ts'
import { listTroubles } from '../store/troubles.ts'
import { engineStatus, type EngineStatus } from '../engine/status.ts'
import { adviceOn } from './advice.ts'
import type { RunCommand } from './context.ts'
import { columns, moment } from './output.ts'

/** `status`: what is connected, trained, running and waiting. */
export function statusCommand(program: Command, run: RunCommand): void {
  program
    .command('status')
    .description('what is connected, trained, running, waiting, and what does not work')
    .action(
      run(async ({ config, db, out }) => {
        const [passages] = await db.query<{ chunks: number }>('SELECT chunks::int AS chunks FROM index_state')
        const status = {
          // PostgreSQL does not tell whether a server works on it.
          server: config.DATABASE_URL === undefined ? db.joined : null,
          troubles: await listTroubles(db),
          edition: await publishedEdition(db),
          connections: await listConnections(db),
          sources: await listSources(db),
          pages: await countPages(db),
          passages: passages?.chunks ?? 0,
          crawls: await recentCrawls(db, undefined, 5),
          conversations: await engineStatus(db),
        }
        const { ignored, unsent } = status.conversations
        out.result(status, () => [
          `${serverWords(status.server)}; edition ${status.edition}, ${status.passages} passages.`,
          `Pages: ${
            Object.entries(status.pages)
              .map(([state, count]) => `${count} ${state}`)
              .join(', ') || 'none'
          }.`,
          handoffsLine(status.conversations),
          ...(status.connections.length === 0
            ? ['No wiki is connected yet. Connect one with: npm run tributary -- connect confluence']
            : []),
          ...status.connections.flatMap((row) =>
            lines(
              [`${row.name} (${row.kind}) ${row.state}`, row.errorCode, row.errorText]
                .filter((part) => part !== null)
                .join(': '),
              adviceOn(row.errorCode),
            ),
          ),
          ...columns(
            status.sources.map((row) => [
              `source ${row.id}`,
              row.name,
              row.errorCode === null ? row.state : `${row.state}: ${row.errorCode}`,
              moment(row.lastCrawlAt),
            ]),
          ),
          ...(status.troubles.length === 0 ? [] : ['Not working:']),
          ...status.troubles.flatMap(({ part, since, code, text }) =>
            lines(`${part}, since ${moment(since)}: ${code}: ${text}`, adviceOn(code)),
          ),
          ...(unsent.length === 0 ? [] : ['Not sent in the last seven days, or not yet:']),
          ...columns(
            unsent.map((row) => [row.channel, row.account, UNSENT[row.state], row.count, row.reason]),
          ),
          ...(ignored.length === 0 ? [] : ['Ignored in the last seven days:']),
          ...columns(ignored.map((row) => [row.channel, row.reason, String(row.count)])),
        ])
      }),
    )
}

const UNSENT = {
  queued: 'tried again',
  refused: 'refused',
  unknown: 'perhaps arrived',
} as const

function serverWords(running: boolean | null): string {
  if (running === null) return 'On PostgreSQL; the /readyz of a server tells whether it runs'
  return running ? 'Server running' : 'Server not running on this data folder'
}

/** A line, with what to do about it below. */
function lines(line: string, advice: string | undefined): string[] {
  return advice === undefined ? [line] : [line, `  ${advice}`]
}

function handoffsLine({ openHandoffs, oldestHandoffSeconds, claimedHandoffs }: EngineStatus): string {
  const minutes = Math.floor(oldestHandoffSeconds / 60)
  const oldest =
    minutes === 0
      ? 'less than a minute'
      : minutes === 1
        ? '1 minute'
        : minutes < 120
          ? `${minutes} minutes`
          : `${Math.floor(minutes / 60)} hours`
  const waiting =
    openHandoffs === 0 ? 'none waits for a person' : `${openHandoffs} open, the oldest for ${oldest}`
  return `Handoffs: ${waiting}; ${claimedHandoffs} claimed.`
}

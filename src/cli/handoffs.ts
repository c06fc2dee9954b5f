import type { Command } from 'commander'
import { listHandoffs, type ListedHandoff } from '../store/lists.ts'
import type { RunCommand } from './context.ts'
import { count } from './count.ts'
import { columns, moment } from './output.ts'

/** `handoffs list`: what waits for a person, and what people have. */
export function handoffCommands(program: Command, run: RunCommand): void {
  program
    .command('handoffs')
    .description('what was handed over to people')
    .command('list')
    .description('what waits for a person, the longest first, and what people have')
    .option('--all', 'what is done as well')
    .option('--limit <count>', 'at most so many', '50')
    .action(
      run(async ({ db, out }, options: { all?: boolean; limit: string }) => {
        const rows = await listHandoffs(db, {
          limit: count('limit', options.limit),
          all: options.all === true,
        })
        out.result(rows, () =>
          rows.length === 0 ? 'Nothing waits for a person.' : columns(rows.map(handoffRow)),
        )
      }),
    )
}

const QUESTION = 60

export function handoffRow(row: ListedHandoff): (string | number | null)[] {
  const question = row.question.replace(/\s+/g, ' ').trim()
  return [
    row.id,
    row.channel,
    `conversation ${row.conversation}`,
    stateOf(row),
    row.reason,
    moment(row.openedAt),
    question.length > QUESTION ? `${question.slice(0, QUESTION - 1)}…` : question,
  ]
}

function stateOf({ state, agent, escalations }: ListedHandoff): string {
  if (state === 'claimed') return `with ${agent ?? 'a person'}`
  if (state === 'resolved') return 'done'
  return escalations === 0 ? 'waits' : `waits, escalated ${escalations}×`
}

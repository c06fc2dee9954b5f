import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import type { Sql } from '../contract/database.ts'
import { formatAddress, parseAddress } from '../engine/index.ts'
import {
  listConversations,
  showConversation,
  type ListedConversation,
  type ShownLine,
} from '../store/lists.ts'
import type { RunCommand } from './context.ts'
import { count } from './count.ts'
import { handoffRow } from './handoffs.ts'
import { columns, moment } from './output.ts'

/** `conversations list` and `conversations show <id>`: what shoppers wrote and what they read. */
export function conversationCommands(program: Command, run: RunCommand): void {
  const conversations = program.command('conversations').description('what shoppers wrote and what they read')
  conversations
    .command('list')
    .description('the conversations last written in, newest first')
    .option('--limit <count>', 'at most so many', '20')
    .option('--channel <name>', 'of one channel alone')
    .action(
      run(async ({ db, out }, options: { limit: string; channel?: string }) => {
        const rows = await listConversations(db, {
          limit: count('limit', options.limit),
          ...(options.channel === undefined ? {} : { channel: options.channel }),
        })
        out.result(rows, () =>
          rows.length === 0 ? 'There are no conversations.' : columns(rows.map(conversationRow)),
        )
      }),
    )
  conversations
    .command('show <id>')
    .description('one conversation whole, by its id or its address (channel:account:thread)')
    .action(
      run(async ({ db, out }, named: string) => {
        const shown = await showConversation(db, await idOf(db, named))
        if (!shown) throw unknown(named)
        out.result({ ...shown, address: formatAddress(shown) }, () => [
          `Conversation ${shown.id}, ${formatAddress(shown)}, with ${shown.name ?? shown.shopper}; ${ownerOf(shown)}.`,
          ...shown.lines.flatMap(lineOf),
          ...(shown.handoffs.length === 0 ? [] : ['Handoffs:', ...columns(shown.handoffs.map(handoffRow))]),
        ])
      }),
    )
}

function unknown(named: string): TributaryError {
  return new TributaryError(
    'conversation.unknown',
    `There is no conversation "${named}". "conversations list" shows those there are.`,
    { details: { conversation: named } },
  )
}

/** Throws `input.invalid`, `conversation.unknown`. */
async function idOf(db: Sql, named: string): Promise<number> {
  if (/^\d{1,15}$/.test(named)) return Number(named)
  if (named.split(':').length !== 3)
    throw new TributaryError(
      'input.invalid',
      `"${named}" is neither the id of a conversation nor its address (channel:account:thread). ` +
        '"conversations list" shows the ids.',
    )
  const { channel, account, thread } = parseAddress(named)
  const [row] = await db.query<{ id: number }>(
    'SELECT id FROM conversation WHERE channel = $1 AND account = $2 AND thread = $3',
    [channel, account, thread],
  )
  if (!row) throw unknown(named)
  return row.id
}

function conversationRow(row: ListedConversation): (string | number | null)[] {
  const messages = `${row.messages} message${row.messages === 1 ? '' : 's'}`
  return [row.id, row.channel, row.name ?? row.shopper, messages, ownerOf(row), moment(row.lastInboundAt)]
}

function ownerOf({ owner, agent, state }: ListedConversation): string {
  if (owner === 'human') return `with ${agent ?? 'a person'}`
  return state === 'waiting' ? 'waits for a person' : 'with the bot'
}

function lineOf({ at, who, name, kind, text, state, reason }: ShownLine): string[] {
  const speaker = who === 'agent' ? (name ?? 'agent') : who
  const kinds = kind === null || kind === 'text' ? '' : ` (${kind})`
  const states = state === null ? '' : ` [${state}${reason === null ? '' : `: ${reason}`}]`
  const [first = '', ...rest] = text.split('\n')
  return [`${moment(at)}  ${speaker}${kinds}${states}: ${first}`, ...rest.map((line) => `    ${line}`)]
}

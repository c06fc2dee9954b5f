import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import type { Inbound, Parsed } from '../contract/message.ts'
import { guarded } from './context.ts'
import { unreadable } from './files.ts'

/** Reads one file of a provider: a webhook's body, a mail. Throws `input.invalid` when it is none. */
type ParseFile = (name: string, bytes: Uint8Array) => Parsed | Promise<Parsed>

const CHANNELS: Record<string, () => Promise<{ parseFile: ParseFile }>> = {
  email: () => import('../../channels/email/index.ts'),
  instagram: () => import('../../channels/instagram/index.ts'),
  slack: () => import('../desk/slack/index.ts'),
  voice: () => import('../../channels/voice/index.ts'),
  whatsapp: () => import('../../channels/whatsapp/index.ts'),
}

/** One file's row: what it says in the normal form, why it says nothing, or what is wrong with it. */
type Row = { file: string } & (
  { messages: Inbound[]; ignored?: string } | { ignored: string } | { error: string; code: string }
)

/** `parse <channel> <file…>` */
export function parseCommand(program: Command): void {
  program
    .command('parse <channel> <files...>')
    .description('read webhook bodies and mails as a channel does, without storing anything')
    .action((channel: string, files: string[]) =>
      guarded(program, async (out) => {
        const open = CHANNELS[channel]
        if (!open)
          throw new TributaryError(
            'input.invalid',
            `There is no channel "${channel}" to parse for; there are ${Object.keys(CHANNELS).join(', ')}.`,
          )
        const { parseFile } = await open()
        const rows: Row[] = []
        for (const file of files) rows.push(await rowOf(file, parseFile))
        out.result(rows, () => rows.flatMap(linesOf))
      }),
    )
}

async function rowOf(file: string, parseFile: ParseFile): Promise<Row> {
  try {
    const { messages, ignored } = await parseFile(file, await readFile(file))
    const reasons = [...new Set(ignored.map(({ reason }) => reason))].join('; ')
    if (messages.length === 0) return { file, ignored: reasons || 'nothing in it' }
    return { file, messages, ...(reasons === '' ? {} : { ignored: reasons }) }
  } catch (error) {
    // Only reading the file may fail otherwise.
    const { message, code } = error instanceof TributaryError ? error : unreadable(file, error)
    return { file, error: message, code }
  }
}

function linesOf(row: Row): string[] {
  if ('error' in row) return [`${row.file}: error: ${row.error}`]
  if (!('messages' in row)) return [`${row.file}: ignored: ${row.ignored}`]
  return [
    ...row.messages.map(
      ({ kind, from, text, choice, status, attachments }) =>
        `${row.file}: ${[
          kind,
          `from ${from.id}`,
          status?.state,
          choice && `choice ${choice}`,
          text && JSON.stringify(text),
          attachments.length > 0 && `${attachments.length} attachments`,
        ]
          .filter(Boolean)
          .join(', ')}`,
    ),
    ...(row.ignored === undefined ? [] : [`${row.file}: ignored: ${row.ignored}`]),
  ]
}

import type { Accept } from '../../src/contract/channel.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Choice, Ignored, Inbound } from '../../src/contract/message.ts'
import type { Echo, Read } from './event.ts'
import type { Sends } from './sends.ts'
import { asChoice, mayBeTyped } from './typed.ts'

/** What a webhook brought, as the engine takes it: only this account's, echoes told apart, typed numbers read as choices. */
export async function settle(read: Read, account: string, sends: Sends): Promise<Omit<Read, 'echoes'>> {
  const ignored = [...read.ignored]
  const messages: Inbound[] = []
  for (const message of read.messages) {
    if (message.account === account) messages.push(message)
    else ignored.push({ reason: 'for another account' })
  }
  for (const echo of read.echoes) {
    if (echo.account !== account) ignored.push({ reason: 'for another account' })
    else if (await sends.isOurs(echo)) ignored.push({ reason: 'echo of a sent message' })
    else messages.push(writtenInApp(echo))
  }
  const typed = messages.filter(mayBeTyped).map(({ thread }) => thread)
  const shown: Map<string, Choice[]> =
    typed.length > 0 ? await sends.shown(account, [...new Set(typed)]) : new Map()
  return {
    messages: messages.map((message) =>
      mayBeTyped(message) ? asChoice(message, shown.get(message.thread) ?? []) : message,
    ),
    ignored,
  }
}

/** A person of the shop answered in the app, or another app did: it says something about the conversation. */
function writtenInApp({ mid, account, thread, at, text }: Echo): Inbound {
  return {
    channel: 'instagram',
    account,
    thread,
    externalId: mid,
    kind: 'event',
    from: { id: account },
    at,
    attachments: [],
    text: `written in the Instagram app${text === undefined ? '' : `: ${text}`}`,
  }
}

/** Hands over; when one message cannot be stored for good, the others still are, and that one is counted. */
export async function handOver(
  accept: Accept,
  messages: Inbound[],
  ignored: Ignored[],
  log: Log,
): Promise<void> {
  try {
    await accept(messages, ignored)
  } catch (error) {
    if (!isInvalid(error)) throw error
    const left: Ignored[] = [...ignored]
    for (const message of messages) {
      try {
        await accept([message])
      } catch (problem) {
        if (!isInvalid(problem)) throw problem
        log.warn({ channel: 'instagram', error: String(problem) }, 'a message cannot be stored')
        left.push({ reason: 'message that cannot be stored' })
      }
    }
    await accept([], left)
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof TributaryError && error.code === 'message.invalid'
}

import type { Receipt, SendContext } from '../../src/contract/channel.ts'
import type { Log } from '../../src/contract/log.ts'
import type { PublicFiles } from '../../src/contract/files.ts'
import type { Address, Content } from '../../src/contract/message.ts'
import { kindOfFile } from './file.ts'
import type { Graph } from './graph.ts'
import { isTokenRefused, receiptOf } from './receipt.ts'
import { numberedChoices, render, type WireMessage } from './render.ts'
import type { Sends } from './sends.ts'
import type { Tokens } from './token.ts'
import { declare, type Declared } from './window.ts'

export interface SendParts {
  graph: Graph
  sends: Sends
  tokens: Tokens
  files: PublicFiles
  clock: () => Date
  log: Log
}

/**
 * Sends one content as the messages it becomes, in their order. Each is remembered before it leaves, so that a repeat goes on behind
 * those that arrived, and never sends one again of which nobody knows.
 */
export async function send(
  parts: SendParts,
  address: Address,
  content: Content,
  key: string,
  context: SendContext,
): Promise<Receipt> {
  // Before anything leaves, so that no text arrives without its file.
  for (const file of content.files ?? []) {
    const kind = kindOfFile(file)
    if (typeof kind === 'object') return refuse(kind.refused)
  }
  const declared = declare(context, parts.clock())
  if (!declared) return refuse('outside the reply window')
  const rendered = render(content)
  if (rendered.length === 0) return refuse('there is nothing to send')
  const messages = await readyMessages(parts.files, address, rendered)
  if (!messages) return refuse('Instagram fetches files from this server, whose PUBLIC_URL is not set')

  const known = new Map((await parts.sends.parts(key)).map(({ part, externalId }) => [part, externalId]))
  const ids: string[] = []
  for (const [part, message] of messages.entries()) {
    const before = known.get(part)
    if (before === null)
      return { outcome: 'unknown', reason: 'an earlier attempt may have reached the shopper' }
    if (before !== undefined) {
      ids.push(before)
      continue
    }
    const token = await parts.tokens.current()
    // An echo of what is no text has none.
    const text = 'text' in message ? message.text : ''
    await parts.sends.begin(address, key, part, text, numberedChoices(content))
    const receipt = await post(parts, token, address, { ...declared, message })
    if (receipt.outcome === 'sent') {
      await parts.sends.sent(key, part, receipt.externalId)
      ids.push(receipt.externalId)
    } else if (receipt.outcome === 'refused') {
      await parts.sends.undo(key, part)
      return part === 0
        ? receipt
        : { ...receipt, reason: `after ${part} of ${messages.length} parts: ${receipt.reason}` }
    } else {
      // The echo of the message is as good as the answer that did not come.
      const told = (await parts.sends.parts(key)).find((known) => known.part === part)?.externalId
      if (told == null) return receipt
      ids.push(told)
    }
  }
  const externalId = ids.at(-1)!
  return { outcome: 'sent', externalId, ...(ids.length > 1 ? { parts: ids } : {}) }
}

type ReadyMessage =
  Exclude<WireMessage, { file: unknown }> | { attachment: { type: string; payload: { url: string } } }

/** The messages with the addresses of their files; undefined where there are none to give. */
async function readyMessages(
  files: PublicFiles,
  address: Address,
  messages: readonly WireMessage[],
): Promise<ReadyMessage[] | undefined> {
  const ready: ReadyMessage[] = []
  for (const message of messages) {
    if ('file' in message) {
      const url = await files.publish(address, message.file)
      if (url === undefined) return undefined
      ready.push({ attachment: { type: String(kindOfFile(message.file)), payload: { url } } })
    } else ready.push(message)
  }
  return ready
}

async function post(
  { graph, tokens, log }: SendParts,
  token: string,
  { account, thread }: Address,
  body: Declared & { message: ReadyMessage },
): Promise<Receipt> {
  const answer = await graph.post('/me/messages', token, { recipient: { id: thread }, ...body })
  if (isTokenRefused(answer)) {
    tokens.refused()
    log.error({ channel: 'instagram', account }, 'Instagram does not accept the access token')
  }
  return receiptOf(answer)
}

function refuse(reason: string): Receipt {
  return { outcome: 'refused', reason, permanent: true }
}

import type { Receipt, SendContext } from '../../src/contract/channel.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Address, Content } from '../../src/contract/message.ts'
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
  if (content.files && content.files.length > 0)
    return refuse('files cannot be sent on Instagram: its API takes none from here')
  const declared = declare(context, parts.clock())
  if (!declared) return refuse('outside the reply window')
  const messages = render(content)
  if (messages.length === 0) return refuse('there is nothing to send')

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
    await parts.sends.begin(address, key, part, message.text, numberedChoices(content))
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

async function post(
  { graph, tokens, log }: SendParts,
  token: string,
  { account, thread }: Address,
  body: Declared & { message: WireMessage },
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

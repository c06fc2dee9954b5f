import type { Receipt, SendContext } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Address, Content } from '../../src/contract/message.ts'
import { claimIdle } from './calls.ts'
import type { Ear } from './ear.ts'
import type { Rest, RestResult } from './rest.ts'
import { putSay, sayId, type Put } from './says.ts'
import { isTextable, sendOnce } from './sources.ts'
import { plainLines } from './speech/markdown.ts'

export interface SendParts {
  db: Database
  rest: Rest
  ear: Ear
  log: Log
}

/**
 * Gives what is to be said to the call, whichever process serves it. Where the call waits for nothing of ours, it is brought here
 * by Twilio. A person's words that come after the call go out as a text message.
 */
export function createSend({ db, rest, ear, log }: SendParts) {
  return async (
    { thread }: Address,
    content: Content,
    key: string,
    { author }: SendContext,
  ): Promise<Receipt> => {
    const put = await putSay(db, thread, key, content)
    if (!put) return { outcome: 'refused', reason: 'the call is not known', permanent: true }
    if (put.id !== null) {
      ear.notify(thread)
      await bringHere(thread, put, content)
      return { outcome: 'sent', externalId: sayId(put.id) }
    }
    // The caller is with a colleague already, which is what a promise of one says.
    if (put.state === 'transferred' && author === 'bot')
      return { outcome: 'refused', reason: 'the caller was put through', permanent: true }
    if (author === 'human' && isTextable(put.caller)) {
      const text = plainLines(content.text).join('\n')
      return receiptOf(
        await sendOnce(db, rest, { callSid: thread, to: put.caller, text, key: `message:${key}` }),
      )
    }
    return { outcome: 'refused', reason: 'the call has ended', permanent: true }
  }

  /** A Gather hears nothing of ours until it ends: the call is redirected, unless there is nothing new to tell. */
  async function bringHere(call: string, { idle, waiting, base }: Put, { handoff }: Content): Promise<void> {
    if (!idle || (handoff && !waiting) || !(await claimIdle(db, call))) return
    const result = await rest.redirectCall(call, `${base}/news?step=${crypto.randomUUID().slice(0, 8)}`)
    // The words are kept: they are said at the next turn of the call.
    if (result.outcome !== 'done') log.warn({ call, reason: result.reason }, 'a call could not be redirected')
  }
}

function receiptOf(result: RestResult): Receipt {
  switch (result.outcome) {
    case 'done':
      return { outcome: 'sent', externalId: result.sid }
    case 'unknown':
      return result
    case 'refused':
      return result
  }
}

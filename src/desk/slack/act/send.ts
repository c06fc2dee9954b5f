import type { Template } from '../../../contract/message.ts'
import { SlackRefusal } from '../api.ts'
import type { SlackFile } from '../wire.ts'
import { addSource, dropSource, postedFor } from '../store/threads.ts'
import { escape, shorten } from '../text.ts'
import { refused, whisper, type ActParts, type Acting } from './actor.ts'
import { download, FileProblem } from './files.ts'

export interface Outbound {
  text: string
  files: readonly SlackFile[]
  /** The same key reaches the shopper once. */
  key: string
  /** The message in Slack that is sent, to be ticked. */
  source?: string
  /** Sent in place of the text; the engine has its words. */
  template?: Template
  /** To the same shopper by e-mail. */
  byEmail?: boolean
}

const NOT_NOW = 'This cannot be sent on that channel now.'

/** Sends to the shopper. When that fails the person is told why, and gets the text back: nothing they wrote is lost. */
export async function sendToShopper(parts: ActParts, acting: Acting, outbound: Outbound): Promise<void> {
  const { text, key, source, template, byEmail = false } = outbound
  const { handoff, channel } = acting.thread
  const mine = template ? template.parameters.join('\n') : text
  const giveBack = (why: string) => whisper(parts, acting.place, `*Not sent.* ${why}${quoted(mine)}`)
  if (!template && text.trim() === '' && outbound.files.length === 0)
    return whisper(
      parts,
      acting.place,
      'Nothing was sent: there is no text. Write `@bot send` and the text behind it.',
    )
  // An earlier try got it through and died before it could say so.
  if ((await postedFor(parts.db, handoff, 'saying', key)).length > 0) return
  try {
    const files = await download(await described(parts, outbound.files), parts)
    const allowed = template || byEmail ? { may: true } : await parts.work.maySend(handoff, files)
    if (!allowed.may)
      return await giveBack(`${escape(allowed.why ?? NOT_NOW)}${await elsewhere(parts, handoff)}`)
    // Before it is sent, so that the first tick finds it.
    if (source !== undefined) await addSource(parts.db, { channel, ts: source }, key, handoff)
    const content = {
      text,
      citations: [],
      choices: [],
      ...(files.length > 0 ? { files } : {}),
      ...(template ? { template } : {}),
    }
    const way = byEmail ? 'sendByEmail' : 'send'
    const refusal = await refused(parts, acting, () => parts.work[way](handoff, acting.agent, content, key))
    if (refusal === undefined) return
    await dropSource(parts.db, key)
    await giveBack(refusal)
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error
    await giveBack(escape(error.message))
  }
}

/** Where a person finds what may be sent all the same. */
async function elsewhere(parts: ActParts, handoff: number): Promise<string> {
  const { templates, email } = await parts.work.otherWays(handoff)
  return templates.length > 0 || email !== undefined ? ' Press *Write to shopper* for that.' : ''
}

/** A file of a shared channel comes without its address, which has to be asked for. */
async function described(parts: ActParts, files: readonly SlackFile[]): Promise<SlackFile[]> {
  const found: SlackFile[] = []
  for (const file of files) {
    try {
      found.push(file.url === undefined ? await parts.api.file(file.id) : file)
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error
      throw new FileProblem(file.name, 'is not there any more, or the app may not see it')
    }
  }
  return found
}

function quoted(text: string): string {
  return text.trim() === '' ? '' : `\nYour text was:\n>>> ${escape(shorten(text, 3000))}`
}

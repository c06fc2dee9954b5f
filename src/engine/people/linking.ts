import type { Burst } from '../burst.ts'
import type { Decision } from '../decide.ts'
import type { EngineParts } from '../parts.ts'
import { wordsIn } from '../words.ts'
import { asksForCode, readCode } from './code.ts'
import { issueCode, redeemCode, VALID_MINUTES } from './codes.ts'

/**
 * What a turn decides on a message that asks for a code or is one; undefined for all others. The bot offers no code by itself, and
 * what only looks like a code, as some order numbers do, is answered like any message.
 */
export async function decideOnLink(
  parts: EngineParts,
  conversation: number,
  burst: Burst,
  language: string | null,
): Promise<Decision | undefined> {
  const [text, another] = burst.texts
  if (text === undefined || another !== undefined || burst.attachments > 0) return undefined
  const words = wordsIn(burst.locale ?? language)
  if (asksForCode(text)) {
    const issued = await issueCode(parts, conversation, 'shopper')
    return issued && say(words.linkCode(issued.code, VALID_MINUTES))
  }
  const typed = readCode(text)
  if (!typed) return undefined
  if (burst.unproved) return typed.meant ? say(words.codeByReply) : undefined
  if (await redeemCode(parts, conversation, typed.code)) return say(words.linked)
  return typed.meant ? say(words.codeRefused) : undefined
}

function say(text: string): Decision {
  return { content: { text, citations: [], choices: [] }, pages: [] }
}

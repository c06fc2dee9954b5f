import type { Choice, Inbound } from '../../src/contract/message.ts'

/** Whether a message may name a choice by its number: only then the choices are looked up. */
export function mayBeTyped({ kind, text }: Inbound): boolean {
  return kind === 'text' && text !== undefined && numberIn(text) !== undefined
}

/** A message that gives the number of a choice that was shown, as the choice; any other as it is. */
export function asChoice(message: Inbound, shown: readonly Choice[]): Inbound {
  const number = numberIn(message.text ?? '')
  const choice = number === undefined ? undefined : shown[number - 1]
  return choice ? { ...message, kind: 'choice', text: choice.title, choice: choice.value } : message
}

/** `2`, `2.`, `2)` and `#2`. */
function numberIn(text: string): number | undefined {
  const digits = /^\s*#?(\d{1,2})[.)]?\s*$/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What a message that mentions the bot asks for. Whatever is not exactly a command does nothing. */
export type Command =
  | { do: 'send'; text: string }
  | { do: 'claim' | 'release' | 'resolve' | 'link' | 'help' }
  /** `unknown`: no such command. `not_first`: the bot is mentioned somewhere in the message, not in front. */
  | { do: 'nothing'; why: 'unknown' | 'not_first' | 'empty' }

const ALONE = new Set(['claim', 'release', 'resolve', 'link', 'help'])

/**
 * Reads a command. Strict on purpose: internal chatter must not become a message to the shopper, so the mention stands in front, the
 * word behind it is spelled right, and the commands without a text stand alone (“@bot release notes are out” releases nothing).
 */
export function readCommand(text: string, bot: string): Command {
  const mention = new RegExp(`^\\s*<@${bot}(?:\\|[^>]*)?>`).exec(text)
  if (!mention) return { do: 'nothing', why: 'not_first' }
  const said = text.slice(mention[0].length)
  if (said.trim() === '') return { do: 'nothing', why: 'empty' }
  const match = /^\s+([a-z]+)(?:\s+([\s\S]*))?$/i.exec(said)
  const word = match?.[1]?.toLowerCase()
  const rest = match?.[2]?.trim() ?? ''
  if (word === 'send') return { do: 'send', text: rest }
  if (word !== undefined && ALONE.has(word) && rest === '')
    return { do: word as 'claim' | 'release' | 'resolve' | 'link' | 'help' }
  return { do: 'nothing', why: 'unknown' }
}

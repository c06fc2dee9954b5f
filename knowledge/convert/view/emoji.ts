import { Text, remove, replace } from '../tree.ts'
import type { Rule } from '../rule.ts'

/** Confluence's classic emoticons; in tables a tick or a cross often is the whole answer. */
const CLASSIC: Readonly<Record<string, string>> = {
  smile: '🙂',
  sad: '🙁',
  cheeky: '😛',
  laugh: '😀',
  wink: '😉',
  'thumbs-up': '👍',
  'thumbs-down': '👎',
  information: 'ℹ️',
  tick: '✅',
  cross: '❌',
  warning: '⚠️',
  plus: '➕',
  minus: '➖',
  question: '❓',
  'light-on': '💡',
  'light-off': '💡',
  'yellow-star': '⭐',
  'red-star': '⭐',
  'green-star': '⭐',
  'blue-star': '⭐',
  heart: '❤️',
  'broken-heart': '💔',
}

/** The characters of an emoji: its own fallback first, since every custom one has the same alternative text. */
export function emojiText(attributes: Readonly<Record<string, string | undefined>>): string {
  const fallback = attributes['data-emoji-fallback'] ?? ''
  if (fallback && fallback !== '�') return fallback
  const short = attributes['data-emoji-shortname'] ?? ''
  return short || (CLASSIC[attributes['data-emoticon-name'] ?? ''] ?? attributes['alt'] ?? '')
}

/** Emoji and emoticons, as characters. */
export const emoji: Rule = {
  name: 'emoji',
  on: { classes: ['emoticon', 'emoji'] },
  read(element) {
    const text = emojiText(element.attributes)
    if (text) replace(element, new Text(text))
    else remove(element)
  },
}

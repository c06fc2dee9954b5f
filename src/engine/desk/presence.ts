import type { EngineParts } from '../parts.ts'
import type { Content } from '../../contract/message.ts'
import { wordsIn } from '../words.ts'

type Presence = Pick<EngineParts, 'hours' | 'shopEmail'>

export function peopleAreHere({ hours }: Presence, now: Date): boolean {
  return !hours || hours.isOpen(now)
}

/**
 * When people are back, in the shop's own time with its zone, and where the shopper may write meanwhile; empty while they are there.
 * Nothing is promised that the settings do not say.
 */
export function backAt(
  { hours, shopEmail }: Presence,
  now: Date,
  language: string | null | undefined,
): string {
  if (!hours || hours.isOpen(now)) return ''
  const words = wordsIn(language)
  const next = hours.nextOpen(now)
  const shown = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(words.locale, { timeZone: hours.zone, ...options }).format(next)
  const day = shown({ weekday: 'long', day: 'numeric', month: 'long' })
  const time = shown({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const back = words.backAt(day, time, hours.zone)
  return shopEmail === undefined ? back : `${back} ${words.writeTo(shopEmail)}`
}

/** What is handed off while nobody is there says when somebody will be. */
export function withPresence(
  presence: Presence,
  content: Content,
  now: Date,
  language: string | null | undefined,
): Content {
  const back = backAt(presence, now, language)
  return back === '' ? content : { ...content, text: `${content.text}\n\n${back}` }
}

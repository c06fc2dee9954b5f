import type { Line } from './lines.ts'
import { NOT_COMPARED } from './lines.ts'
import { APPS, DEVICES, FROM_SENT, SENT_BY, SENT_FROM } from './phrases/sent-from.ts'
import { startsWith } from './words.ts'

/** A mobile signature names a device, it tells no story. */
const MOST_WORDS = 9
const MOST_WORDS_DEVICE = 12
const LONGEST = 140

/** "Sent from my iPhone", "Von meinem iPad gesendet", "Get Outlook for iOS<…>" and the like, with a device or an app we know. */
export function isMobileSignature(line: Line): boolean {
  return mobileGrade(line) === 'sure'
}

/** How surely a line is a mobile signature: `likely` without the name of a device. */
export function mobileGrade(line: Line): 'sure' | 'likely' | undefined {
  if (
    line.plain === '' ||
    line.plain === NOT_COMPARED ||
    line.quoted ||
    line.code ||
    line.plain.length > 4 * LONGEST
  )
    return undefined
  const text = withoutExcuse(line.plain)
    .replace(/\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/[<([]\s?(?:https?:|mailto:|www\.)[^\s<>]*[>)\]]?/g, ' ')
    .replace(/https?:\S+/g, ' ')
    .replace(/^[\s*_"'[(<-]+|[\s*_"'\])>-]+$/g, '')
    .replace(/\s+/g, ' ')
  const brand = names(text, DEVICES)
  const known = brand || names(text, APPS)
  if (text.length > LONGEST || text.split(' ').length > (known ? MOST_WORDS_DEVICE : MOST_WORDS))
    return undefined
  if (/[?!:;,]$|[,;?!] |\S: /.test(text) || (text.endsWith('.') && !known)) return undefined
  if (startsWith(text, SENT_FROM)) return known ? 'sure' : LOOSE.test(text) ? 'likely' : undefined
  if (startsWith(text, SENT_BY)) return brand ? 'sure' : known ? 'likely' : undefined
  if (!known || !FROM_SENT.some((phrase) => text.endsWith(phrase))) return undefined
  return brand ? 'sure' : 'likely'
}

/** Beginnings after which any thing may be the device. */
const LOOSE =
  /^(?:sent from|get outlook|gesendet von meine|envoyé de mon|envoyé depuis mon|enviado desde mi|inviato da(?:l| mio))/

/** Words of an apology for small keyboards, in several languages. */
export const EXCUSE =
  /excuse|typo|brevity|tippfehler|kürze|fautes|errores|erratas|refusi|typfouten|skrivfel|tastefeil|literówki|опечатк/

/** "Sent from my phone, please excuse any typos." */
function withoutExcuse(text: string): string {
  const head = /^[^.,;]{6,80}(?=[.,;] )/.exec(text)?.[0]
  return head !== undefined && EXCUSE.test(text.slice(head.length)) ? head : text
}

function names(text: string, table: readonly string[]): boolean {
  return table.some((device) => text.includes(device))
}

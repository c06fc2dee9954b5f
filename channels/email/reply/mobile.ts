import type { Line } from './lines.ts'
import { DEVICES, FROM_SENT, SENT_FROM } from './phrases/sent-from.ts'
import { startsWith } from './words.ts'

/** A mobile signature names a device, it tells no story. */
const MOST_WORDS = 9
const MOST_WORDS_DEVICE = 12
const LONGEST = 140

/** "Sent from my iPhone", "Von meinem iPad gesendet", "Get Outlook for iOS<…>" and the like. */
export function isMobileSignature(line: Line): boolean {
  if (line.plain === '' || line.quoted || line.code || line.plain.length > 4 * LONGEST) return false
  const text = withoutExcuse(line.plain)
    .replace(/\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/[<([]\s?(?:https?:|mailto:|www\.)[^\s<>]*[>)\]]?/g, ' ')
    .replace(/https?:\S+/g, ' ')
    .replace(/^[\s*_"'[(<-]+|[\s*_"'\])>-]+$/g, '')
    .replace(/\s+/g, ' ')
  if (text.length > LONGEST || text.split(' ').length > (namesDevice(text) ? MOST_WORDS_DEVICE : MOST_WORDS))
    return false
  const sentence = /[?!:;,]$|[,;?!] |\S: /.test(text) || (text.endsWith('.') && !namesDevice(text))
  if (sentence) return false
  if (startsWith(text, SENT_FROM))
    return /^(?:sent|get|gesendet|envoyé|enviado|inviato)/.test(text) || namesDevice(text)
  return namesDevice(text) && FROM_SENT.some((phrase) => text.endsWith(phrase))
}

/** Words of an apology for small keyboards, in several languages. */
export const EXCUSE =
  /excuse|typo|brevity|tippfehler|kürze|fautes|errores|erratas|refusi|typfouten|skrivfel|tastefeil|literówki|опечатк/

/** "Sent from my phone, please excuse any typos." */
function withoutExcuse(text: string): string {
  const head = /^[^.,;]{6,80}(?=[.,;] )/.exec(text)?.[0]
  return head !== undefined && EXCUSE.test(text.slice(head.length)) ? head : text
}

function namesDevice(text: string): boolean {
  return DEVICES.some((device) => text.includes(device))
}

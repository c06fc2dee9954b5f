import type { Line } from './lines.ts'
import { DEVICES, FROM_SENT, SENT_FROM } from './phrases/sent-from.ts'
import { startsWith } from './words.ts'

/** A mobile signature names a device, it tells no story. */
const MOST_WORDS = 9
const LONGEST = 140

/** "Sent from my iPhone", "Von meinem iPad gesendet", "Get Outlook for iOS<…>" and the like. */
export function isMobileSignature(line: Line): boolean {
  if (line.plain === '' || line.quoted || line.code || line.plain.length > 4 * LONGEST) return false
  const text = line.plain
    .replace(/[<([]\s?(?:https?:|mailto:|www\.)[^\s<>]*[>)\]]?/g, ' ')
    .replace(/https?:\S+/g, ' ')
    .replace(/^[\s*_"'[(-]+|[\s*_"'\])-]+$/g, '')
    .replace(/\s+/g, ' ')
  if (text.length > LONGEST || text.split(' ').length > MOST_WORDS) return false
  const sentence = /[?!:;,]$|[,;:?!] /.test(text) || (text.endsWith('.') && !namesDevice(text))
  if (sentence) return false
  if (startsWith(text, SENT_FROM))
    return /^(?:sent|get|gesendet|envoyé|enviado|inviato)/.test(text) || namesDevice(text)
  return namesDevice(text) && FROM_SENT.some((phrase) => text.endsWith(phrase))
}

function namesDevice(text: string): boolean {
  return DEVICES.some((device) => text.includes(device))
}

import { TributaryError } from '../../src/contract/errors.ts'
import { parameterCount, type OfferedTemplate } from '../../src/contract/template.ts'

// `name:language`, then a text to the end of the entry or nothing. A text may hold commas, so after one only `;` or a new line ends the entry.
const ENTRY = /\s*([^\s:;,]+):([a-z]{2,3}(?:[-_][a-z0-9]+)*)\s*(?::([^;\n]*)(?:[;\n]|$)|[,;\n]|$)/iy

/** Ids of Twilio's templates. Meta's names have no capitals. */
const CONTENT_SID = /^H[A-Z][0-9a-f]{32}$/i

/**
 * Reads templates such as `order_ready:en_US:Hello {{1}}, your order is ready.; sorry:de`.
 * @throws config.invalid with the place that is wrong
 */
export function readTemplates(setting: string): OfferedTemplate[] {
  const found: OfferedTemplate[] = []
  const whole = setting.trim()
  for (let at = 0; at < whole.length; at = ENTRY.lastIndex) {
    ENTRY.lastIndex = at
    const [, name, language, text] = ENTRY.exec(whole) ?? []
    if (name === undefined || language === undefined)
      throw wrong(`“${whole.slice(at, at + 60).trim()}” is not name:language or name:language:text`)
    const words = text?.trim() ?? ''
    // WhatsApp writes `en_US` where BCP 47 writes `en-US`.
    found.push({ name, language: language.replaceAll('_', '-'), ...(words === '' ? {} : { text: words }) })
  }
  for (const template of found)
    if (!isCounted(template))
      throw wrong(`${template.name} has a parameter that is not counted from {{1}} on`)
  return found
}

/** Those that an account can send: Twilio knows them by id, the Cloud API by name, and WhatsApp Web has none. */
export function templatesOf(account: string, all: readonly OfferedTemplate[]): OfferedTemplate[] {
  if (account.startsWith('twilio-')) return all.filter(({ name }) => CONTENT_SID.test(name))
  return account.startsWith('cloud-') ? all.filter(({ name }) => !CONTENT_SID.test(name)) : []
}

function isCounted(template: OfferedTemplate): boolean {
  const { text = '' } = template
  const named = text.match(/\{\{[^}]*\}\}/g) ?? []
  const numbers = new Set(named.map((one) => Number(one.slice(2, -2))))
  const count = parameterCount(template) ?? 0
  return numbers.size === count && Array.from({ length: count }, (_, n) => n + 1).every((n) => numbers.has(n))
}

function wrong(what: string): TributaryError {
  return new TributaryError('config.invalid', `WHATSAPP_TEMPLATES: ${what}.`)
}

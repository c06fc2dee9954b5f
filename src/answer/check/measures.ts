import { fold } from '../text/fold.ts'

/** What a unit measures, its name, and how many of the base unit it holds (7 days to the week). */
export interface Unit {
  kind: string
  name: string
  factor: number
}

const unit = (kind: string, name: string, factor: number, words: string): [string, Unit][] =>
  words.split('|').map((word) => [word, { kind, name, factor }])

/** Units by their folded words. Months and years are not turned into days: "30 days" is not "one month". */
const UNITS = new Map<string, Unit>([
  ...unit('money', 'EUR', 1, '€|eur|euro|euros'),
  ...unit('money', 'GBP', 0.01, 'p|pence|penny'),
  ...unit('money', 'EUR', 0.01, 'ct|cent|cents'),
  ...unit('money', 'USD', 1, '$|usd|us$|dollar|dollars|dolar|dolares'),
  ...unit('money', 'GBP', 1, '£|gbp|pound sterling|pounds sterling'),
  ...unit('money', 'CHF', 1, 'chf|franken|francs|franc'),
  ...unit('money', 'SEK', 1, 'sek|kr|kronor'),
  ...unit('money', 'NOK', 1, 'nok'),
  ...unit('money', 'DKK', 1, 'dkk'),
  ...unit('money', 'PLN', 1, 'pln|zl|zloty|zlotych'),
  ...unit('money', 'JPY', 1, '¥|jpy|yen'),
  ...unit('money', 'CNY', 1, 'cny|rmb|yuan'),
  ...unit('money', 'INR', 1, '₹|inr|rs|rupees|rupee'),
  ...unit('money', 'CAD', 1, 'cad|ca$'),
  ...unit('money', 'AUD', 1, 'aud|a$'),
  ...unit('percent', '%', 1, '%|percent|per cent|prozent|pour cent|por ciento|per cento|procent|por cento'),
  ...unit('time', 'minute', 1, 'min|mins|minute|minutes|minuten|minuto|minutos|minuti|minuut|minuter|minut'),
  ...unit(
    'time',
    'hour',
    60,
    'h|hr|hrs|hour|hours|stunde|stunden|heure|heures|hora|horas|ora|ore|uur|uren|timme|timmar|godzin|godziny',
  ),
  ...unit(
    'time',
    'day',
    1440,
    'day|days|tag|tage|tagen|jour|jours|dia|dias|giorno|giorni|dag|dagen|dagar|dzien|dni',
  ),
  ...unit(
    'working',
    'working day',
    1,
    'working day|working days|business day|business days|workday|workdays|weekday|weekdays|werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen|jour ouvre|jours ouvres|jour ouvrable|jours ouvrables|dia laborable|dias laborables|dias habiles|giorno lavorativo|giorni lavorativi|werkdag|werkdagen|dia util|dias uteis|dni robocze|dni roboczych|arbetsdag|arbetsdagar|vardagar',
  ),
  ...unit(
    'time',
    'week',
    10080,
    'week|weeks|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|weken|vecka|veckor|tydzien|tygodnie|tygodni',
  ),
  ...unit(
    'months',
    'month',
    1,
    'month|months|monat|monate|monaten|mois|mes|meses|mese|mesi|maand|maanden|manad|manader|miesiac|miesiace|miesiecy',
  ),
  ...unit(
    'months',
    'year',
    12,
    'year|years|yr|yrs|jahr|jahre|jahren|an|ans|annee|annees|ano|anos|anno|anni|jaar|jaren|ar|rok|lata|lat',
  ),
  ...unit('mass', 'g', 1, 'g|gram|grams|gramm|gramme|grammes|gramos|grammi'),
  ...unit('mass', 'kg', 1000, 'kg|kgs|kilo|kilos|kilogram|kilograms|kilogramm'),
  ...unit('mass', 'lb', 453.592, 'lb|lbs'),
  ...unit('length', 'mm', 1, 'mm|millimetre|millimetres|millimeter|millimeters'),
  ...unit('length', 'cm', 10, 'cm|centimetre|centimetres|centimeter|centimeters|zentimeter'),
  ...unit('length', 'm', 1000, 'm|metre|metres|meter|meters'),
  ...unit('length', 'km', 1e6, 'km|kilometre|kilometres|kilometer|kilometers'),
  ...unit('length', 'inch', 25.4, 'in|inch|inches|zoll'),
  ...unit('length', 'ft', 304.8, 'ft|feet'),
  ...unit('length', 'mile', 1609344, 'mi|mile|miles'),
  ...unit('volume', 'ml', 1, 'ml|millilitre|millilitres|milliliter'),
  ...unit('volume', 'l', 1000, 'l|litre|litres|liter|liters'),
  ...unit('temperature', '°C', 1, '°c|° c|°|degrees|degrees celsius|grad|degres'),
  ...unit('temperature', '°F', 1, '°f|° f|degrees fahrenheit'),
  ...unit('power', 'W', 1, 'w|watt|watts'),
  ...unit('power', 'kW', 1000, 'kw|kilowatt|kilowatts'),
  ...unit('voltage', 'V', 1, 'v|volt|volts'),
  ...unit('energy', 'Wh', 1, 'wh|watt hours'),
  ...unit('energy', 'kWh', 1000, 'kwh|kilowatt hours'),
  ...unit('capacity', 'mAh', 1, 'mah'),
])

/** Words that must not be taken for a unit when they only follow a number ("in 30 days": "in" is no inch). */
const UNIT_WORDS = [...UNITS.keys()].sort((a, b) => b.length - a.length)
const escape = (text: string) => text.replace(/[$.*+?^()|[\]{}\\]/g, '\\$&')

/** Matches a unit right after a number: a symbol anywhere, a word only whole. */
export const UNIT_AFTER = new RegExp(
  `^[\\s-]?(?:\\s*)(${UNIT_WORDS.map(escape).join('|')})(?![\\p{L}\\p{N}])`,
  'u',
)

/** Matches a currency right before a number. */
export const CURRENCY_BEFORE =
  /(us\$|ca\$|a\$|[€$£¥₹]|\b(?:eur|usd|gbp|chf|sek|nok|dkk|pln|jpy|cny|inr|cad|aud|kr|rs)\.?)\s?$/

export function unitOf(word: string): Unit | undefined {
  return UNITS.get(fold(word).replace(/\.$/, '').trim())
}

/** Kinds of units a text names at all, with or without a number: a table's "Price (EUR)" lends its unit to the cells. */
export function unitsNamed(text: string): Unit[] {
  const found = fold(text).match(/[€$£¥₹%°]|[\p{L}]+(?: days?)?/gu) ?? []
  return found.map(unitOf).filter((unit) => unit !== undefined)
}

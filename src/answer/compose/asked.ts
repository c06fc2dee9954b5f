import type { Unit } from '../text/units.ts'
import { unitsNamed } from '../check/measures.ts'
import { fold } from '../text/fold.ts'
import { quantities } from '../check/quantities.ts'
import { addresses } from '../check/names.ts'
import { STOPWORDS } from '../text/stopwords.ts'
import { words } from '../text/words.ts'

/** The kind of answer a question asks for. */
export type AskedFor =
  | 'money'
  | 'duration'
  | 'frequency'
  | 'temperature'
  | 'weight'
  | 'length'
  | 'power'
  | 'amount'
  | 'date'
  | 'place'
  | 'contact'
  | 'steps'
  | 'yesno'
  | 'other'

const SIGNS: [AskedFor, RegExp][] = [
  [
    'contact',
    /\b(?:(?:phone|telephone|hotline) number|what(?:'?s| is) (?:the|your) (?:number|phone|telephone)|number (?:to|can|do|should) (?:i )?(?:call|ring)|phone (?:line|you)|call you|e-?mail address|contact (?:you|details)|how (?:do|can) i (?:contact|reach|call|ring)|who (?:do|can|should) i (?:write|talk|contact)|reach you|telefonnummer|numero de telephone|telefono)\b/,
  ],
  [
    'temperature',
    /\b(?:how (?:hot|cold|warm)|what temp\w*|temperature|comfort temp\w*|wie (?:heiss|warm|kalt)|grad)\b/,
  ],
  [
    'weight',
    /\b(?:how (?:heavy|much (?:does|do) .{0,40}\bweigh)|what.{0,40}\bweigh|weight|weighs|wie schwer|gewicht|poids|peso)\b/,
  ],
  ['power', /\b(?:wattage|voltage|how many (?:watts|volts)|what (?:power|watt|volt)|how powerful)\b/],
  [
    'money',
    /\b(?:how much (?:is|are|does|do|would|for|extra|will|it)|what (?:does|do|would|will) .{0,30}\bcost|costs?|price|prices|fee|fees|(?:do|would|will|does|what) (?:you|they|u) charge|(?:is there|extra|any) (?:a )?charge|charges? for|how expensive|(?:what|how much).{0,30}\bworth|free shipping|from what amount|was kostet|wie teuer|preis|combien (?:coute|ca)|prix|cuanto cuesta|precio|quanto costa|prezzo|wat kost)\b/,
  ],
  ['frequency', /\b(?:how often|how many times|how frequently|wie oft|combien de fois)\b/],
  [
    'duration',
    /\b(?:how long|how many (?:days|weeks|months|years|hours|minutes)|how fast|how quick(?:ly)?|how soon|wie lange|wie schnell|combien de temps|cuanto (?:tiempo|tarda)|quanto tempo|hoe lang)\b/,
  ],
  [
    'date',
    /^(?:(?:and|so|hi|hello|hey|ok|but),? )*(?:when|what time|until when|by when)\b|\b(?:what time|until when|which day|what day|last day|deadline|opening hours|open on|when (?:is|are|do|does|did|will|can|should|would|must)|wann|quand|cuando|quando|wanneer)\b/,
  ],
  ['length', /\bhow (?:tall|wide|deep|thick|high|far)\b/],
  [
    'amount',
    /\b(?:how (?:many|heavy|big|large|hot|cold|old|warm)|how much|what (?:size|temp|temperature|weight|length|width|height|percentage|hips?|chest|waist|measurement)|wie viele?|combien|cuant[oa]s|quant[ie]|hoeveel)\b/,
  ],
  ['place', /\b(?:where|wo|woher|wohin|ou|donde|dove|waar|onde)\b/],
  [
    'steps',
    /\b(?:how (?:do|can|should|would|to)|what (?:should|do|can) i do|what now|steps|instructions|wie (?:kann|mache|geht)|comment (?:faire|puis)|como (?:puedo|hago)|come (?:posso|faccio)|hoe (?:kan|moet))\b/,
  ],
  [
    'yesno',
    /^(?:can|could|do|does|is|are|will|would|may|am|have|has|kann|ist|sind|gibt|darf|puis-je|est-ce|puedo|posso|kan|mag)\b/,
  ],
]

/** What kind of answer a question asks for, most telling sign first. */
export function askedFor(question: string): AskedFor {
  const folded = fold(question)
  return SIGNS.find(([, sign]) => sign.test(folded))?.[0] ?? 'other'
}

const ASKS_FOR_TOPIC =
  /^(?:(?:what(?:'s| is| are)|tell me about|info(?:rmation)? (?:on|about)|i need info(?:rmation)? (?:on|about)) )?(?:(?:the|your) )?/

/** Whether a question only names its topic: "opening hours", "what is your returns policy". */
export function namesTopic(question: string): boolean {
  const rest = words(fold(question).replace(ASKS_FOR_TOPIC, ''))
  return rest.length > 0 && rest.every((word) => word === 'and' || !STOPWORDS.has(word))
}

const TIMELESS =
  /\b(?:lifetime|for life|same day|next day|overnight|immediately|at once|instantly|tomorrow|today|for ever|forever|never expire|straight away|no (?:minimum|limit|end date|time limit)|unlimited|indefinitely)\b/
const OFTEN =
  /\b(?:times?|once|twice|thrice|every|each|daily|weekly|monthly|yearly|annually|hourly|always|never|(?:an?|per) (?:hour|day|night|week|month|season|year)|nach jede[rm]|taglich|wochentlich)\b/
const FREE = /\b(?:free|no charge|gratis|kostenlos|gratuit|free of charge|included)\b/
const DATE =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekend|midnight|noon|working day)s?\b|\d{1,2}[:.]\d{2}|\b\d{1,2}\s?(?:am|pm)\b/

/** Whether a piece of text can be an answer of the kind asked for: a price, a span of time, a date, … */
export function satisfies(kind: AskedFor, text: string): boolean {
  const folded = fold(text)
  const kinds = () => quantities(text).map((quantity) => quantity.unit?.kind)
  switch (kind) {
    case 'money':
      return FREE.test(folded) || kinds().some((unit) => unit === 'money' || unit === 'percent')
    case 'frequency':
      return OFTEN.test(folded)
    case 'length':
      return kinds().includes('length')
    case 'power':
      return kinds().some((unit) => unit === 'power' || unit === 'voltage')
    case 'duration':
      return (
        // "How long is the cable" asks for a length.
        kinds().includes('length') ||
        TIMELESS.test(folded) ||
        kinds().some((unit) => unit === 'time' || unit === 'working' || unit === 'months')
      )
    case 'date':
      return (
        DATE.test(folded) ||
        TIMELESS.test(folded) ||
        kinds().some((unit) => unit === 'time' || unit === 'working' || unit === 'months')
      )
    case 'temperature':
      return kinds().includes('temperature')
    case 'weight':
      return kinds().includes('mass')
    case 'amount':
      return quantities(text).length > 0
    case 'contact':
      return addresses(text).length > 0 || /\+?\d[\d ()-]{6,}\d/.test(text)
    case 'place':
    case 'steps':
    case 'yesno':
    case 'other':
      return false
  }
}

const ORDER =
  /^(?:first|then|next|finally|do not|never|always|please|apply|ask|attach|brush|call|check|choose|clean|click|close|contact|dry|enter|fill|fold|follow|go|hand[- ]wash|hang|hold|keep|leave|let|look|machine[- ]wash|measure|open|pack|place|press|print|pull|put|reply|remove|rinse|rub|select|send|shake|sign|soak|spin|stop|store|switch|take|tell|try|turn|use|wait|wash|wipe|write)\b/

/** Whether a sentence tells the reader to do something. */
export function tellsToDo(sentence: string): boolean {
  return ORDER.test(fold(sentence).replace(/^[^a-z]+/, ''))
}

/** A unit's words with the units of measure that its table's header lends to the cells: "2–3" under "Standard (days)". */
export function kindText(unit: Unit): string {
  const cells =
    unit.cells?.map((cell, i) => `${cell} ${unitsNamed(unit.header?.cells[i] ?? '')[0]?.name ?? ''}`) ?? []
  return `${unit.text} ${cells.join('; ')}`
}

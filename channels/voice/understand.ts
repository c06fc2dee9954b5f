import type { Choice } from '../../src/contract/message.ts'
import { spokenLanguages } from './words.ts'

/** What the caller was offered last: by it "yes" and a key get their meaning. */
export interface Offer {
  /** What was asked: shall I go on, shall I send the page, or which of these. */
  ask?: 'more' | 'source' | 'choice'
  choices?: Choice[]
  sources?: { title: string; url?: string }[]
  /** Stretches of the answer that are not said yet. */
  rest?: string[]
  /** What was said last, for who asks to hear it again. */
  last?: string[]
  /** Of an answer that is still coming: the pages named in it. */
  named?: string[]
}

/** What the caller wants. */
export type Move =
  /** For the engine. */
  | { do: 'ask'; text: string; choice?: string }
  | { do: 'person' | 'more' | 'source' | 'decline' | 'repeat' | 'goodbye' }
  | { do: 'language'; tag: string }

const PERSON =
  /^(?:(?:i (?:want|need|would like)|can i|could i|may i|let me|please|ich m(?:ö|oe)chte|bitte|je (?:veux|voudrais)|quiero|por favor)\s+)?(?:(?:to )?(?:speak|talk) (?:to|with) |get me |(?:mit )|parler (?:à|avec) |hablar con )?(?:an? |the |einem? |einen |einer |un |une |una )?(?:operator|agent|human(?: being)?|person|real person|representative|colleague|somebody|someone|mitarbeiter(?:in)?|menschen?|opérateur|conseiller|agente|operador(?:a)?|persona)(?: sprechen)?(?:,? (?:please|bitte|s’il vous plaît|por favor))?$/
const YES =
  /^(?:yes|yeah|yep|yup|sure|ok|okay|please|please do|yes please|of course|ja|gern|gerne|ja bitte|oui|d’accord|bien sûr|sí|si|claro|vale)$/
const NO = /^(?:no|nope|no thanks|no thank you|not now|nein|nein danke|non|non merci|no gracias)$/
const MORE =
  /^(?:go on|continue|more|tell me more|carry on|keep going|and then|weiter|mehr|sprich weiter|continuez|la suite|encore|siga|continúe|más)$/
const REPEAT =
  /^(?:(?:please )?repeat(?: that| it)?|say (?:that|it) again|again|pardon|what did you say|come again|noch ?mal|noch einmal|wiederholen|bitte wiederholen|wie bitte|répétez|pouvez-vous répéter|repita|puede repetir|otra vez|cómo)(?: please| bitte)?$/
const GOODBYE =
  /^(?:good ?bye|bye|bye bye|that(?:’|')?s all|that is all|that was all|nothing else|hang up|tschüss|auf wiederh(?:ö|oe)ren|das war alles|au revoir|c’est tout|adiós|eso es todo|nada más)(?: thanks| thank you| danke| merci| gracias)?$/
const SOURCE =
  /^(?:(?:please )?(?:send|text) (?:it|that|me|me (?:it|that|the (?:link|page)))(?: please)?|send (?:the|a) (?:link|page|message|text)|schick(?:en sie)? (?:mir )?(?:das|es|die seite|den link)|envoyez(?:-le|-la)?(?:-moi)?|envíe(?:lo|la|melo|mela)?)$/
const LANGUAGE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:(?:can we |let us |please |do you )?(?:speak |in )?english(?: please)?|auf englisch|en anglais|en inglés)$/,
    'en',
  ],
  [
    /^(?:(?:sprechen sie |auf |bitte )?deutsch(?: bitte)?|(?:do you speak |in |speak )?german(?: please)?)$/,
    'de',
  ],
  [
    /^(?:(?:parlez-vous |en )?français(?: s’il vous plaît)?|(?:do you speak |in |speak )?french(?: please)?)$/,
    'fr',
  ],
  [/^(?:(?:habla |en )?español(?: por favor)?|(?:do you speak |in |speak )?spanish(?: please)?)$/, 'es'],
]
const NUMBERS: readonly RegExp[] = [
  /^(?:(?:number |option |the )?(?:one|first|eins|erste[ns]?|un|uno|premier|première|primer[oa]?)(?: one)?)$/,
  /^(?:(?:number |option |the )?(?:two|second|zwei|zweite[ns]?|deux|dos|deuxième|segund[oa])(?: one)?)$/,
  /^(?:(?:number |option |the )?(?:three|third|drei|dritte[ns]?|trois|tres|troisième|tercer[oa]?)(?: one)?)$/,
  /^(?:(?:number |option |the )?(?:four|fourth|vier|vierte[ns]?|quatre|cuatro|quatrième|cuart[oa])(?: one)?)$/,
  /^(?:(?:number |option |the )?(?:five|fifth|fünf|fünfte[ns]?|cinq|cinco|cinquième|quint[oa])(?: one)?)$/,
]

/** What was said, in a form that is easy to compare: lower case, without stops, apostrophes made one. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/['`´]/g, '’')
    .replace(/[.,!?¿¡;:…"“”]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What the caller wants by their words. Only whole utterances are commands; everything else is a question. */
export function understandSpeech(speech: string, offer: Offer): Move {
  const said = folded(speech)
  const chosen = choiceBySpeech(said, offer)
  if (chosen) return chosen
  if (PERSON.test(said)) return { do: 'person' }
  if (offer.ask === 'more' && (YES.test(said) || MORE.test(said))) return { do: 'more' }
  if (offer.ask === 'source' && YES.test(said)) return { do: 'source' }
  if (offer.sources?.length && SOURCE.test(said)) return { do: 'source' }
  if (offer.rest?.length && MORE.test(said)) return { do: 'more' }
  if ((offer.ask === 'more' || offer.ask === 'source') && NO.test(said)) return { do: 'decline' }
  if (REPEAT.test(said)) return { do: 'repeat' }
  if (GOODBYE.test(said)) return { do: 'goodbye' }
  const language = LANGUAGE.find(([pattern]) => pattern.test(said))
  if (language) return { do: 'language', tag: spokenLanguages[language[1]]! }
  return { do: 'ask', text: speech }
}

/** What the caller wants by the keys: 0 a person, 1 to 9 what was offered. Other digits are an answer, such as an order number. */
export function understandKeys(digits: string, offer: Offer): Move {
  if (digits === '0') return { do: 'person' }
  const choice = /^[1-9]$/.test(digits) ? offer.choices?.[Number(digits) - 1] : undefined
  if (offer.ask === 'choice' && choice) return { do: 'ask', text: choice.title, choice: choice.value }
  if (digits === '1' && offer.ask === 'more') return { do: 'more' }
  if (digits === '1' && offer.ask === 'source') return { do: 'source' }
  if (digits === '2' && offer.ask) return { do: 'decline' }
  if (digits === '*' || digits === '9') return { do: 'repeat' }
  return { do: 'ask', text: digits }
}

function choiceBySpeech(said: string, { ask, choices = [] }: Offer): Move | undefined {
  if (ask !== 'choice') return undefined
  const digit = /^[1-9]$/.test(said) ? Number(said) - 1 : NUMBERS.findIndex((pattern) => pattern.test(said))
  const named = choices.findIndex(({ title }) => folded(title) === said)
  const choice = choices[digit >= 0 ? digit : named]
  return choice && { do: 'ask', text: choice.title, choice: choice.value }
}

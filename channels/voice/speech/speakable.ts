import { grammarOf, type Grammar } from './grammar.ts'
import { spokenMoney } from './money.ts'
import { spokenMeasures } from './measures.ts'

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"')\]]*[^\s<>"')\].,;:!?]/gi
/** What looks like a host, with or without a path; a file name or a version has no such ending. */
const HOST =
  /(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|eu|de|fr|es|it|nl|uk|ch|at|shop|store|example)(?:\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])?(?![\w-])/gi
const MAIL = /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g
const PHONE = /(?<![\w.,])(?:\+\d|0)[\d ()/-]{5,}\d(?![\w,.]?\d)/g
const ISO_DATE = /\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/g
const CLOCK = /\b([01]?\d|2[0-4]):([0-5]\d)(?!\s?(?:am|pm|a\.m|p\.m)\b)(?![:\d])/gi
const CLOCK_RANGE =
  /(\b\d{1,2}:\d\d(?:\s?[ap]m)?|\b\d{1,2}\s?[ap]m)\s?[-–—]\s?(?=\d{1,2}(?::\d\d|\s?[ap]m))/gi
const TAG = /<\/?[a-z][^<>]*>/gi

/**
 * A text as it is to be spoken: no address, no sign that a voice would read out or swallow, figures with their units in words.
 * Meaning is never changed: what is not understood stays as it is.
 */
export function speakable(text: string, language: string): string {
  const grammar = grammarOf(language)
  const steps: ((text: string) => string)[] = [
    (said) => said.replace(ADDRESS, grammar.website),
    (said) => said.replace(MAIL, (mail) => spokenMail(mail, grammar)).replace(HOST, grammar.website),
    (said) => grammar.abbreviations.reduce((all, [sign, words]) => all.replace(sign, words), said),
    (said) => said.replace(ISO_DATE, (...found) => spokenDate(found, language, grammar)),
    (said) => said.replace(CLOCK_RANGE, `$1 ${grammar.to} `),
    (said) => said.replace(CLOCK, (_all, hour, minute) => grammar.time(Number(hour), Number(minute))),
    (said) => spokenMoney(said, grammar),
    (said) => said.replace(PHONE, spokenPhone),
    (said) => spokenMeasures(said, grammar),
    (said) => withoutSigns(said, grammar),
  ]
  return steps
    .reduce((said, step) => step(said), text)
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,;!?])(?=\s|$)/g, '$1')
    .trim()
}

function spokenMail(mail: string, { at, dot }: Grammar): string {
  return mail.replace('@', ` ${at} `).replaceAll('.', ` ${dot} `)
}

function spokenDate([, year, month, day]: string[], language: string, { date }: Grammar): string {
  const names = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
  return date(Number(day), names.format(Date.UTC(2000, Number(month) - 1, 1)), Number(year))
}

/** Digit by digit, in groups as they are written. */
function spokenPhone(phone: string): string {
  const groups = phone.match(/\d+/g) ?? []
  const spoken = groups.map((group) => [...group].join(' ')).join(', ')
  return phone.startsWith('+') ? `plus ${spoken}` : spoken
}

/** Signs that a voice reads wrongly. None of SSML's are left. */
function withoutSigns(text: string, { and, number, lessThan, moreThan, plus }: Grammar): string {
  return text
    .replace(/\s?&(?:amp;)?\s?/g, ` ${and} `)
    .replace(TAG, ' ')
    .replace(/<\s?(?=\d)/g, ` ${lessThan} `)
    .replace(/>\s?(?=\d)/g, ` ${moreThan} `)
    .replace(/[<>]/g, ' ')
    .replace(/#\s?(?=\d)/g, `${number} `)
    .replace(/\s\+\s/g, ` ${plus} `)
    .replace(/\s[–—-]\s/g, ', ')
    .replace(/[›→]/g, ',')
    .replace(/\p{Extended_Pictographic}\ufe0f?/gu, ' ')
}

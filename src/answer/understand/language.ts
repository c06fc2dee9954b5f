import { detectAll } from 'tinyld'
import { fold, squeeze } from '../text/fold.ts'
import { PHRASE_LANGUAGES } from './phrases.ts'
import { LANGUAGES, primary } from '../languages.ts'

/** Words that give a short message's language away, folded; a word of several languages counts for each. */
const SIGNS: Record<string, string> = {
  en: "the how what when where which who why do does is are can could i you my your it to for of and with much many long have will would not don't please want need ship shipping delivery return returns order refund size i'm hello thanks there",
  de: 'der die das wie was wann wo ich ihr sie mein meine ist sind kann nicht und fur mit ein eine auf zu wird kostet lange bitte habe versand lieferung bestellung ruckgabe danke hallo gibt es nach',
  fr: "le la les comment que quand ou je vous mon ma est sont puis pas et pour avec un une des du livraison commande retour bonjour merci combien quel quelle est-ce c'est j'ai votre dans",
  es: 'el la los las como que cuando donde yo mi es son puedo no y para con un una envio pedido devolucion hola gracias cuanto cual tarda hay del cuesta',
  it: 'il lo la gli come che quando dove io mio mia sono posso non e per con un una spedizione ordine reso ciao grazie quanto quale costa del della',
  nl: 'de het een hoe wat wanneer waar ik jullie mijn is zijn kan niet en voor met van verzending bestelling retour hallo bedankt lang kost duurt dit',
  pt: 'o a os as como que quando onde eu meu minha posso nao e para com um uma envio entrega pedido devolucao ola obrigado quanto qual custa do da voces',
  pl: 'jak co kiedy gdzie ja moj moja jest sa moge nie i dla z na do wysylka dostawa zamowienie zwrot dziekuje ile czy kosztuje prosze',
  sv: 'hur vad nar var jag ni min mitt ar kan inte och for med en ett frakt leverans bestallning retur hej tack lange kostar det till',
}
const SIGN_WORDS = Object.entries(SIGNS).map(([language, list]) => ({
  language,
  list: new Set(list.split(' ')),
}))

const SCRIPTS: { language: string; script: RegExp }[] = [
  { language: 'ja', script: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu },
  { language: 'ko', script: /\p{Script=Hangul}/gu },
  { language: 'zh', script: /\p{Script=Han}/gu },
  { language: 'ar', script: /\p{Script=Arabic}/gu },
  { language: 'he', script: /\p{Script=Hebrew}/gu },
  { language: 'el', script: /\p{Script=Greek}/gu },
  { language: 'th', script: /\p{Script=Thai}/gu },
  { language: 'hi', script: /\p{Script=Devanagari}/gu },
]

/** The language of a text, or undefined when the text does not tell (too short, only names or numbers). */
export function languageOf(text: string): string | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters < 2) return undefined
  for (const { language, script } of SCRIPTS) {
    const share = (text.match(script)?.length ?? 0) / letters
    if (share > 0.2) return language
  }
  if (/\p{Script=Cyrillic}/u.test(text)) return firstOf(detectAll(text))?.lang ?? 'ru'
  const phrase = PHRASE_LANGUAGES.get(squeeze(fold(text).replace(/[^\p{L}' ]/gu, ' ')))
  if (phrase) return phrase
  const tokens = fold(text).match(/[\p{L}']+/gu) ?? []
  const votes = SIGN_WORDS.map(({ language, list }) => ({
    language,
    count: tokens.filter((token) => list.has(token)).length,
  })).sort((a, b) => b.count - a.count)
  const best = votes[0]!
  const lead = best.count - votes[1]!.count
  const sure = best.count >= 2 && lead >= 1 && best.count / tokens.length >= 0.2
  return sure ? best.language : guessed(text, tokens.length, best)
}

/** What the detector says, believed as far as the length of the text and its telling words allow. */
function guessed(
  text: string,
  length: number,
  best: { language: string; count: number },
): string | undefined {
  const known = firstOf(detectAll(text, { only: [...LANGUAGES] }))
  if (best.count >= 1 && known?.lang === best.language) return best.language
  if (length < 3) return undefined
  const guess = firstOf(detectAll(text))
  if (guess && guess.accuracy >= 0.9) return guess.lang
  return length >= 5 && best.count === 0 && known && known.lang === guess?.lang ? known.lang : undefined
}

function firstOf(
  found: { lang: string; accuracy: number }[],
): { lang: string; accuracy: number } | undefined {
  return found[0]
}

/**
 * The language to answer in: what the message shows, else what earlier turns of the shopper showed, else the
 * channel's locale, else the shop's own.
 */
export function conversationLanguage(
  texts: readonly string[],
  history: readonly { role: 'user' | 'agent'; text: string }[],
  locale: string | undefined,
  fallback: string,
): string {
  const now = languageOf(texts.join('\n'))
  if (now) return now
  for (const turn of history.toReversed().slice(0, 12)) {
    const before = turn.role === 'user' ? languageOf(turn.text) : undefined
    if (before) return before
  }
  return locale ? primary(locale) : fallback
}

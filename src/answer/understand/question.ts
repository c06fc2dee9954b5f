import { fold } from '../text/fold.ts'

/** Words a question opens with, folded. */
const OPENERS: Record<string, string> = {
  en: "how|what|what's|whats|when|where|where's|which|who|whom|whose|why|can|could|do|does|did|is|are|was|were|will|would|should|may|am|have|has|isn't|aren't|don't|doesn't|can't|won't|any|wat|hw|wen",
  de: 'wie|was|wann|wo|wohin|woher|welche|welcher|welches|welchen|wer|wem|wen|warum|wieso|weshalb|womit|kann|konnen|konnte|darf|durfen|ist|sind|gibt|habt|haben|liefert|liefern|muss|kostet|bietet|werden|wird|versendet',
  fr: "comment|que|qu'est-ce|quel|quelle|quels|quelles|quand|ou|qui|pourquoi|combien|est-ce|puis-je|peut-on|pouvez-vous|avez-vous|livrez-vous|faut-il|dois-je|y",
  es: 'como|que|cual|cuales|cuando|donde|quien|cuanto|cuanta|cuantos|cuantas|puedo|puede|pueden|hay|es|son|tienen|hacen|envian|se',
  it: "come|cosa|che|quale|quali|quando|dove|chi|perche|quanto|quanta|quanti|posso|si|potete|avete|spedite|c'e|ci|e",
  nl: 'hoe|wat|wanneer|waar|welke|wie|waarom|hoeveel|kan|kun|kunnen|mag|is|zijn|hebben|leveren|bezorgen',
  pt: 'como|que|qual|quais|quando|onde|quem|por|quanto|quanta|quantos|posso|pode|podem|ha|tem|voces|entregam|e',
  pl: 'jak|co|kiedy|gdzie|ktory|ktora|kto|dlaczego|ile|czy|jaki|jaka|jakie|moge|mozna',
  sv: 'hur|vad|nar|var|vilken|vilket|vilka|vem|varfor|kan|far|ar|finns|har|levererar|skickar',
}
const OPENER = new RegExp(`^(?:${Object.values(OPENERS).join('|')})(?![\\p{L}'])`, 'u')
const LEAD_IN =
  /^(?:(?:and|also|so|but|then|plus|or|und|oder|ausserdem|et|aussi|y|tambien|e|anche|en|ook|tambem|och|ok|okay|well|um|please|pls|hi|hello|hey|sorry|excuse me|question|quick question|just wondering|wondering|hallo|bonjour|hola|ciao)[\s,:;-]+)+/
const ASKING =
  /\b(?:i (?:want|need|would like|'d like|wanna) to (?:know|ask|find out|return|exchange|cancel|change)|i'd like to (?:know|ask)|(?:just )?wondering (?:if|how|what|when|whether)|tell me|let me know|looking for|ich (?:mochte|wurde|will) (?:gern |gerne )?wissen|je voudrais savoir|quisiera saber|vorrei sapere|ik wil(?: graag)? weten|gostaria de saber)\b/
const CJK_QUESTION =
  /(?:ですか|ますか|でしょうか|かな|の[？?]|吗|呢|什么|怎么|多少|哪|几|如何|هل|كم|كيف|متى|أين|اين|ما هي|ما هو|ماذا)/

/** True when a sentence asks for something: by its mark, its first word, or what it says. */
export function isQuestion(sentence: string): boolean {
  const folded = fold(sentence).trim()
  if (/[?？؟]["')\]\s]*$/.test(folded)) return true
  return OPENER.test(withoutLeadIn(folded)) || ASKING.test(folded) || CJK_QUESTION.test(folded)
}

/** A folded sentence without "and", "also", "hi" and the like at its beginning. */
export function withoutLeadIn(folded: string): string {
  return folded.replace(LEAD_IN, '')
}

const CLAUSE =
  "(?:how|what|what's|when|where|which|who|why|can|could|do|does|did|is|are|will|would|should|may|wie|was|wann|wo|welche[rsn]?|warum|kann|konnen|darf|gibt es|comment|quel(?:le)?s?|quand|combien|est-ce|puis-je|cuanto|cuando|cual|puedo|donde|quanto|quando|quale|posso|dove|hoe|wanneer|welke|kan|qual|onde)"

/** Where one sentence joins two whole questions: "… and how …", "…, and what …"; a list ("size and colour") is left alone. */
export const JOINED_QUESTION = new RegExp(
  `(?:,?\\s+(?:and also|and|also|plus|und|et|y|ed?|en|och|oraz)|,|;)\\s+(?=${CLAUSE}\\s+\\S+\\s+\\S)`,
  'giu',
)

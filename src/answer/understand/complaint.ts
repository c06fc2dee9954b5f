import { fold } from '../text/fold.ts'

/** Words of anger that by themselves call for a person, folded. */
const STRONG: RegExp[] = [
  /\b(?:scam(?:mers?|med)?|fraud|rip[ -]?off|thieves|lawyer|solicitor|sue you|legal action|take you to court|small claims|trading standards|charge ?back|police)\b/,
  /\b(?:furious|outrageous|disgusting|disgraceful|appalling|unacceptable|fed up|worst (?:service|company|shop|store|experience)|(?:absolutely|utterly|completely) ridiculous|never (?:again|buying|ordering))\b/,
  /\b(?:fuck\w*|bullshit|wtf)\b/,
  /\b(?:unverschamt(?:heit)?|frechheit|betrug|betruger|anwalt|unfassbar|skandal|verbraucherzentrale|inakzeptabel|nie wieder)\b/,
  /\b(?:inadmissible|inacceptable|arnaque|escrocs?|scandaleux|avocat|honteux|plus jamais)\b/,
  /\b(?:inaceptable|estafa|estafadores|indignante|abogado|verguenza|denuncia(?:r|re)?|nunca mas)\b/,
  /\b(?:inaccettabile|truffa|vergogna|avvocato|scandaloso|mai piu)\b/,
  /\b(?:onacceptabel|oplichting|oplichters|schandalig|belachelijk|advocaat|nooit meer)\b/,
  /\b(?:inaceitavel|golpe|fraude|vergonha|advogado|procon|nunca mais)\b/,
  /\b(?:skandal|oszustwo|oszusci|niedopuszczalne|prawnik|nigdy wiecej)\b/,
  /\b(?:oacceptabelt|bedrageri|skandal|advokat|aldrig mer)\b/,
  /(?:احتيال|نصب|غير مقبول|محامي|فضيحه|فضيحة)/,
  /(?:詐欺|ふざけるな|最悪|許せない|弁護士|いい加減にして)/,
  /(?:骗子|诈骗|欺诈|律师|投诉你们|太过分|垃圾|无法接受)/,
]

/** Milder signs: two of them together, or one in a message that asks nothing. */
const MILD: RegExp[] = [
  /\b(?:ridiculous|terrible|horrible|awful|useless|pathetic|joke|angry|annoy(?:ed|ing)|frustrat(?:ed|ing)|disappointed|disappointing|upset|unhappy|not happy|shame|rubbish|poor service|no one (?:answers|replies|responds)|nobody (?:answers|replies|responds)|still waiting|(?:second|third|fourth|2nd|3rd|4th|\d+th) time|waste of)\b/,
  /\b(?:enttauscht|wutend|verargert|sauer|schlecht(?:er)? service|katastrophe|warte immer noch|niemand antwortet)\b/,
  /\b(?:decu|decue|furieux|furieuse|en colere|nul|catastrophe|toujours pas|personne ne repond)\b/,
  /\b(?:decepcionad[oa]|enfadad[oa]|furios[oa]|pesimo|horrible|nadie responde|sigo esperando)\b/,
  /\b(?:delus[oa]|arrabbiat[oa]|pessimo|nessuno risponde|sto ancora aspettando)\b/,
  /\b(?:teleurgesteld|boos|slechte service|niemand reageert)\b/,
  /\b(?:decepcionad[oa]|irritad[oa]|pessimo|ninguem responde|continuo esperando)\b/,
  /!!+/,
]

/** Four or more words, all in capitals. */
function isShouting(text: string): boolean {
  const shouted = text.match(/\b[A-Z]{3,}\b/g)?.length ?? 0
  return shouted >= 4 && !/[a-z]/.test(text)
}

/**
 * True when the shopper is upset in a way that wants a person rather than a paragraph.
 * A question about complaining ("how do I file a complaint?") is a question.
 */
export function isUpset(text: string, asksSomething: boolean): boolean {
  const folded = fold(text)
  if (STRONG.some((sign) => sign.test(folded)))
    return !/\b(?:protect|avoid|prevent|against) (?:from )?(?:fraud|scams?)\b/.test(folded)
  const signs = MILD.filter((sign) => sign.test(folded)).length + (isShouting(text) ? 1 : 0)
  const words = signs > 0 ? MILD.slice(0, -1).some((sign) => sign.test(folded)) : false
  return asksSomething ? signs >= 2 && words : words
}

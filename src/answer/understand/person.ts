import { fold } from '../text/fold.ts'

const STAFF =
  '(?:(?:real|actual|live|human|another|other|different|proper)\\s+)*(?:person|human(?:\\s+being)?|agent|operator|representative|rep|advisor|adviser|someone|somebody|staff|employee|manager|supervisor|colleague|customer\\s+(?:service|care|support)(?:\\s+\\w+)?|support\\s+(?:agent|team|person|staff)|support|service\\s+team|team\\s+member)'

/** Requests for a person, folded; each must hold the wish and the person, since "operator" alone may be a tool's name. */
const WISHES: RegExp[] = [
  // English
  new RegExp(
    `\\b(?:talk|speak|chat|connect(?:\\s+me)?|put\\s+me\\s+through|transfer(?:\\s+me)?|get(?:\\s+me)?|escalate(?:\\s+(?:this|me))?|hand\\s+me\\s+over|forward\\s+me)\\s+(?:directly\\s+)?(?:to|with)?\\s*(?:an?|the|your|some|any)?\\s*${STAFF}\\b`,
  ),
  new RegExp(
    `\\b(?:want|need|prefer|like|give\\s+me|get\\s+me|is\\s+there|can\\s+i\\s+have)\\s+(?:to\\s+have\\s+)?(?:an?|the|your)\\s+(?:(?:real|actual|live|human)\\s+)+(?:person|human|agent|being|operator|representative|advisor)\\b`,
  ),
  new RegExp(
    `\\b(?:want|need|give\\s+me|get\\s+me)\\s+(?:an?\\s+)(?:person|human|agent|operator|representative|supervisor|manager)\\b`,
  ),
  /\b(?:are|am)\s+(?:you|i)\s+(?:talking\s+to\s+)?a\s+(?:ro)?bot\b.*\b(?:human|person|agent)\b/,
  /\b(?:can|could|would|will|please have|have)\s+(?:someone|somebody|a person|a human|an agent)\s+(?:please\s+)?(?:call|contact|ring|phone|help|get back to|reach out to|write to)\s+me\b/,
  /\b(?:call|ring|phone)\s+me\s+back\b|\brequest(?:ing)?\s+a\s+call\s?back\b|\bhuman\s+(?:please|agent|support|help)\b/,
  /\b(?:don't|do not|dont)\s+want\s+(?:to\s+(?:talk|speak|chat)\s+(?:to|with)\s+)?(?:a\s+|this\s+|the\s+)?(?:chat)?(?:ro)?bot\b/,
  // German
  /\b(?:mit|an)\s+(?:einem|einer|einen|eine|nem|ner|echten?)?\s*(?:echten|echter|richtigen|menschlichen|anderen)?\s*(?:mensch(?:en)?|mitarbeiter(?:in)?|person|kundenberater(?:in)?|berater(?:in)?|agenten|jemande[nm]|kundenservice|kundendienst|support)\s*(?:sprechen|reden|chatten|verbinden|verbunden|weiterleiten|schreiben|telefonieren|bitte)/,
  /\b(?:mensch|mitarbeiter(?:in)?|berater(?:in)?)\s+(?:bitte|sprechen|verbinden)\b|\becht(?:en|er)\s+(?:menschen|person|mitarbeiter)\b/,
  // French
  /\b(?:parler|discuter|echanger|communiquer|mettre en (?:contact|relation))\s+(?:a|avec|directement a)\s+(?:un|une|quelqu'un|votre|le|l')?\s*(?:vrai|vraie|autre)?\s*(?:conseiller|conseillere|humain|humaine|personne|agent|operateur|operatrice|employe|responsable|service client|quelqu'un|etre humain)?/,
  // Spanish
  /\b(?:hablar|conversar|chatear|comunicarme|contactar|pasame|ponganme)\s+(?:con\s+)?(?:un|una|algun|alguna|el|la)?\s*(?:agente|persona|humano|operador|operadora|asesor|asesora|representante|alguien|empleado|encargado|servicio al cliente|atencion al cliente)\b/,
  // Italian
  /\b(?:parlare|chattare|comunicare|mettermi in contatto)\s+con\s+(?:un|una|un'|il|la|qualcuno)?\s*(?:vera|vero)?\s*(?:operatore|operatrice|persona|umano|agente|consulente|assistente|responsabile|qualcuno|servizio clienti)?/,
  // Dutch
  /\b(?:met)\s+(?:een|iemand|de)\s*(?:echt|echte|ander|andere)?\s*(?:mens|persoon|medewerker|iemand|klantenservice|collega)?\s*(?:spreken|praten|chatten|doorverbonden|verbinden|bellen)\b/,
  /\b(?:medewerker|mens)\s+(?:spreken|alsjeblieft|alstublieft|aub)\b/,
  // Portuguese
  /\b(?:falar|conversar|contactar|me (?:passa|transfere))\s+(?:com|para|pra)\s+(?:um|uma|o|a|algum|alguma)?\s*(?:atendente|pessoa|humano|agente|operador|operadora|alguem|assistente|representante|gerente|responsavel)\b/,
  // Polish
  /\b(?:rozmawiac|porozmawiac|pogadac|polaczyc|polaczenie|kontakt)\s+(?:sie\s+)?z\s+(?:prawdziwym\s+|zywym\s+)?(?:czlowiekiem|konsultantem|konsultantka|pracownikiem|osoba|kims|agentem|obsluga)/,
  // Swedish
  /\b(?:prata|tala|chatta|kopplas|snacka)\s+(?:till\s+)?med\s+(?:en|nagon|er)?\s*(?:riktig\s+|verklig\s+)?(?:manniska|person|medarbetare|nagon|kundtjanst|handlaggare)\b/,
  // Arabic, Japanese, Chinese
  /(?:التحدث|اتحدث|اتكلم|التكلم|أتحدث|أتكلم|التواصل)\s+(?:مع|الى|إلى)\s+\S*(?:شخص|موظف|انسان|إنسان|ممثل|خدمه|خدمة|احد|أحد)/,
  /(?:人間|担当者|オペレーター|スタッフ|係の人|人)(?:と|に)(?:話|はな|つない|繋い|代わ|かわ|チャット)/,
  /(?:转|找|接)(?:人工|真人|客服)|人工(?:客服|服务)|(?:和|跟|与)(?:真人|人工|客服|工作人员).{0,4}(?:说|谈|聊|讲|沟通)/,
]

/** A message of one or two words that can only be the wish for a person. */
const ALONE =
  /^(?:(?:please|pls)\s+)?(?:an?\s+)?(?:(?:real|live|human|customer|support)\s+)*(?:agent|operator|human|person|representative|representitive|reps?|humans?|(?:customer\s+)?(?:service|support|care)|help\s?desk|advisor|supervisor|manager|mensch|mitarbeiter|berater|kundenservice|kundendienst|humain|conseiller|operateur|agente|humano|operador|asesor|operatore|persona|persona reale|medewerker|mens|klantenservice|atendente|konsultant|czlowiek|manniska|kundtjanst|موظف|انسان|オペレーター|担当者|人工|人工客服|转人工|真人)(?:\s+(?:please|pls|now|bitte|por favor|s'il vous plait|svp|per favore|alsjeblieft|tack|prosze))?$/

/** True when the message asks to be served by a person. */
export function wantsPerson(text: string): boolean {
  const folded = fold(text).replace(/\s+/g, ' ').trim()
  const bare = folded.replace(/[\s.!?,;:。！？]+$/g, '').replace(/^[\s.!?,;:]+/, '')
  return ALONE.test(bare) || WISHES.some((wish) => wish.test(folded))
}

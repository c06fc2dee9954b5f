import { fold } from '../text/fold.ts'

/**
 * What shoppers say around their question, folded (lower case, no accents, plain quotes), all languages together:
 * the phrases are told apart by what they mean, not by the language they are in.
 */
interface Phrase {
  text: string
  /** Which row of its list it stands in; the rows are in the order of `ROWS`. */
  row: number
}

const list = (...rows: string[]): Phrase[] =>
  rows.flatMap((row, i) => row.split('|').map((phrase) => ({ text: fold(phrase).trim(), row: i })))

export const GREETINGS = list(
  "hi|hello|hey|heya|hiya|hey there|hi there|hello there|helo|hallo there|good morning|good afternoon|good evening|good day|greetings|howdy|yo|morning|hi team|hello team|dear team|dear sir or madam|to whom it may concern|how are you|how are you doing|how do you do|whats up|what's up|sup|anyone there|is anyone there|are you there|anybody there|test|start|hy|hii|gm",
  "hallo|guten tag|guten morgen|guten abend|servus|moin|moin moin|gruss gott|gruezi|liebes team|hallo zusammen|wie geht es dir|wie geht es ihnen|wie geht's",
  'bonjour|bonsoir|salut|coucou|bonjour a tous|comment allez-vous|ca va',
  'hola|buenos dias|buenas tardes|buenas noches|buenas|que tal|como esta|como estas',
  'ciao|buongiorno|buon giorno|buonasera|buona sera|salve|come va|come stai',
  'hoi|goedemorgen|goedemiddag|goedenavond|goedendag|dag|hallo daar',
  'ola|oi|bom dia|boa tarde|boa noite|tudo bem|alo',
  'czesc|dzien dobry|dobry wieczor|hej|witam|siema',
  'hejsan|god morgon|god dag|god kvall|tjena|hallå|halla',
  'مرحبا|السلام عليكم|اهلا|اهلا وسهلا|صباح الخير|مساء الخير|هلا',
  'こんにちは|こんばんは|おはよう|おはようございます|はじめまして|もしもし',
  '你好|您好|嗨|哈喽|早上好|下午好|晚上好|在吗|你好啊',
)

/** What only says that a question is to come; whoever says it waits to be told to go on. */
export const ANNOUNCEMENTS = list(
  "question|a question|quick question|a quick question|one question|another question|one more question|i have a question|i have a quick question|i have one question|i have another question|i have one more question|i have questions|i have some questions|i have a few questions|i've a question|i've got a question|i've got a quick question|i got a question|got a question|have a question|i want to ask something|i'd like to ask something|can i ask|can i ask something|can i ask you something|can i ask a question|can i ask a quick question|can i ask you a question|may i ask|may i ask something|may i ask you something|may i ask a question|could i ask something|could i ask you something|could i ask a question|help|i need help|i need some help|can you help|can you help me|please help|please help me|help me",
  'eine frage|eine kleine frage|kleine frage|kurze frage|eine kurze frage|ich habe eine frage|ich hab eine frage|ich hab mal eine frage|ich habe eine kurze frage|ich hätte eine frage|ich hätte da eine frage|ich möchte etwas fragen|ich wollte etwas fragen|kann ich etwas fragen|kann ich sie etwas fragen|kann ich was fragen|kann ich dich was fragen|darf ich etwas fragen|darf ich sie etwas fragen|darf ich was fragen|darf ich dich was fragen',
  "une question|petite question|une petite question|question rapide|j'ai une question|j'ai une petite question|j'aurais une question|puis-je poser une question|puis-je vous poser une question|puis-je vous demander quelque chose|je peux poser une question|je peux vous poser une question|est-ce que je peux poser une question",
  'una pregunta|una pregunta rapida|pregunta rapida|una duda|una consulta|tengo una pregunta|tengo una duda|tengo una consulta|quiero preguntar algo|quisiera hacer una pregunta|puedo preguntar algo|puedo preguntarle algo|puedo preguntarte algo|puedo hacer una pregunta|puedo hacerle una pregunta|puedo hacerte una pregunta',
  'una domanda|una domanda veloce|ho una domanda|avrei una domanda|vorrei fare una domanda|vorrei chiedere una cosa|posso fare una domanda|posso farle una domanda|posso farti una domanda|posso chiedere una cosa',
  'een vraag|vraagje|korte vraag|een korte vraag|een kort vraagje|ik heb een vraag|ik heb een vraagje|ik wil iets vragen|kan ik iets vragen|kan ik een vraag stellen|mag ik iets vragen|mag ik een vraag stellen',
  'uma pergunta|pergunta rapida|uma pergunta rapida|uma duvida|tenho uma pergunta|tenho uma duvida|queria fazer uma pergunta|gostaria de fazer uma pergunta|posso fazer uma pergunta|posso perguntar uma coisa',
  'pytanie|szybkie pytanie|mam pytanie|mam krotkie pytanie|moge zadac pytanie|czy moge zadac pytanie|moge o cos zapytac|czy moge o cos zapytac|chcialbym o cos zapytac|chcialabym o cos zapytac',
  'en fraga|snabb fraga|en snabb fraga|jag har en fraga|jag vill fraga en sak|kan jag fraga en sak|kan jag fraga nagot|far jag fraga en sak|far jag fraga nagot|far jag stalla en fraga',
  'سؤال|سؤال سريع|عندي سؤال|لدي سؤال|ممكن سؤال|هل يمكنني طرح سؤال|ممكن اسال سؤال|اريد ان اسال',
  '質問|質問です|質問があります|質問してもいいですか|質問してもよろしいですか|聞きたいことがあります|お聞きしたいことがあります|ちょっと聞いてもいいですか',
  '请问|请问一下|想问一下|我想问一下|问个问题|有个问题|我有个问题|我有一个问题|可以问个问题吗|我可以问个问题吗',
)

export const THANKS = list(
  "thanks|thank you|thank you very much|thank you so much|thanks a lot|thanks a million|many thanks|thx|thnx|tnx|ty|tysm|cheers|much appreciated|i appreciate it|appreciate it|great thanks|ok thanks|okay thanks|perfect thanks|perfect thank you|great thank you|that helps|that helped|that was helpful|very helpful|you've been very helpful|you're the best|thank u|awesome|great|perfect|cool|nice|wonderful|excellent|brilliant|super|got it|understood|i see|makes sense|that's all|that is all|no that's all|nothing else|no question|no questions|no more questions|no further questions|no other questions|i have no question|i have no questions|i have no more questions|i don't have any questions|no thanks|no thank you|thanks for your help|thank you for your help|all good",
  'danke|danke schon|danke sehr|vielen dank|besten dank|herzlichen dank|dankeschon|danke dir|danke ihnen|alles klar|verstanden|toll|prima|nein danke|keine frage|keine fragen|keine weiteren fragen|ich habe keine frage|ich habe keine fragen|ich hab keine frage|ich hab keine fragen',
  "merci|merci beaucoup|merci bien|mille mercis|parfait|d'accord|super merci|non merci|compris|pas de question|pas de questions|pas d'autre question|je n'ai pas de question|je n'ai pas de questions",
  'gracias|muchas gracias|mil gracias|perfecto|genial|vale|entendido|de acuerdo|no gracias|vale gracias|ninguna pregunta|no tengo preguntas|no tengo ninguna pregunta',
  'grazie|grazie mille|molte grazie|perfetto|capito|va bene|ottimo|no grazie|nessuna domanda|non ho domande',
  'bedankt|dank je|dank u|dank je wel|dank u wel|dankjewel|hartelijk dank|prima bedankt|nee bedankt|duidelijk|geen vraag|geen vragen|ik heb geen vraag|ik heb geen vragen',
  'obrigado|obrigada|muito obrigado|muito obrigada|valeu|perfeito|otimo|entendi|nao obrigado|nenhuma pergunta|sem perguntas|nao tenho perguntas',
  'dziekuje|dziekuje bardzo|dzieki|super dzieki|rozumiem|nie dziekuje|zadnych pytan|nie mam pytan',
  'tack|tack sa mycket|tusen tack|tackar|perfekt|bra tack|nej tack|inga fragor|jag har inga fragor',
  'شكرا|شكرا جزيلا|شكرا لك|ممتاز|تمام',
  'ありがとう|ありがとうございます|ありがとうございました|どうも|助かりました|了解|了解です|わかりました',
  '谢谢|谢谢你|谢谢您|多谢|非常感谢|感谢|好的谢谢|明白了|知道了',
)

/** Words that only acknowledge; alone they need no answer from the wiki. */
export const ACKNOWLEDGEMENTS = list(
  'ok|okay|k|kk|alright|fine|sure|yes|no|yep|nope|yeah|nah|right|hm|hmm|lol|haha|ja|nein|oui|non|si|nee|sim|nao|tak|nie|nej|نعم|لا|はい|いいえ|好的|好|是|不是|嗯',
)

export const GOODBYES = list(
  'bye|goodbye|good bye|bye bye|see you|see you later|see ya|cya|have a nice day|have a great day|have a good day|have a good one|take care|good night|until next time',
  'tschuss|tschuess|auf wiedersehen|ciao ciao|bis bald|bis dann|schonen tag noch|schonen abend|gute nacht',
  'au revoir|a bientot|bonne journee|bonne soiree|a plus',
  'adios|hasta luego|hasta pronto|hasta la vista|que tenga un buen dia|chao',
  'arrivederci|a presto|buona giornata|buona serata',
  'tot ziens|doei|dag dag|fijne dag|fijne dag verder',
  'tchau|ate logo|ate mais|adeus|tenha um bom dia',
  'do widzenia|na razie|milego dnia',
  'hej da|ha det bra|vi ses|adjo',
  'مع السلامة|وداعا|الى اللقاء',
  'さようなら|さよなら|またね|失礼します',
  '再见|拜拜|回头见',
)

/** The languages of the rows above, in their order. */
const ROWS = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ar', 'ja', 'zh']

/** Phrases that belong to one language alone: "tschüss" tells German, "hallo" is German and Dutch. */
export const PHRASE_LANGUAGES: ReadonlyMap<string, string> = languagesOf([
  GREETINGS,
  ANNOUNCEMENTS,
  THANKS,
  GOODBYES,
])

function languagesOf(lists: readonly (readonly Phrase[])[]): Map<string, string> {
  const found = new Map<string, Set<string>>()
  for (const { text, row } of lists.flat())
    found.set(text, (found.get(text) ?? new Set()).add(ROWS[row] ?? ''))
  return new Map(
    [...found].flatMap(([text, tags]) => (tags.size === 1 ? [[text, [...tags][0]!] as const] : [])),
  )
}

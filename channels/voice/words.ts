/** What the telephone says itself. Everything else comes from the engine. */
export interface Words {
  greeting(shop: string): string
  filler: string
  stillLooking: string
  tooLong: string
  /** Heard, but not understood: first and second time. */
  misheard: readonly [string, string]
  /** Nothing was said: first, second and third time; after the third the call ends. */
  silence: readonly [string, string, string]
  goodbye: string
  transfer: string
  /** Nobody takes the call; the number is known. */
  callBack: string
  /** The same, and the number is withheld. */
  callBackNumber: string
  callBackNoted: string
  callBackNoNumber: string
  anythingElse: string
  more: string
  source: string
  sourceSent: string
  sourceNotSent: string
  /** It may have gone out, or not. */
  sourceUnsure: string
  noOffer: string
  nothingToRepeat: string
  cutOff: string
  hearAgain: string
  notTaken: string
  option(title: string, key: number): string
  sources(titles: string): string
  languageChosen: string
  waiting: string
  /** For the colleague who takes the call. */
  summary(question: string): string
  summaryUnknown: string
  and: string
  textMessage(title: string, url: string | undefined): string
}

const en: Words = {
  greeting: (shop) => `Hello, this is the assistant of ${shop}. What can I help you with?`,
  filler: 'One moment, I am looking that up.',
  stillLooking: 'I am still looking. One more moment, please.',
  tooLong: 'I am sorry, this is taking too long.',
  misheard: [
    'Sorry, I did not quite catch that. Could you say it again?',
    'I am sorry, I still could not understand you. Please say it once more, or press 0 for a colleague.',
  ],
  silence: [
    'I am still here. What would you like to know?',
    'I cannot hear you. Please ask your question, or press 0 for a colleague.',
    'I still cannot hear anything, so I will end the call now. Please call again whenever you like. Goodbye.',
  ],
  goodbye: 'Thank you for calling. Goodbye.',
  transfer: 'I am putting you through to a colleague. Please stay on the line.',
  callBack:
    'Nobody can take your call at the moment. I have noted that a colleague should call you back on the number that you are calling from.',
  callBackNumber:
    'Nobody can take your call at the moment. Your number is withheld: please key in the number on which we may call you back, and then press the hash key.',
  callBackNoted: 'Thank you. I have noted that a colleague should call you back on that number.',
  callBackNoNumber:
    'Without a number I cannot arrange for a call-back. Please call again later, or write to us.',
  anythingElse: 'Is there anything else that I can help you with?',
  more: 'Shall I go on?',
  source: 'Shall I send you that page as a text message? Say yes, or press 1.',
  sourceSent: 'I have sent it to your number.',
  sourceNotSent: 'I am sorry, I could not send the message.',
  sourceUnsure: 'I have tried to send it. If nothing arrives, please write to us.',
  noOffer: 'All right. What else can I help you with?',
  nothingToRepeat: 'I have not said anything yet. What can I help you with?',
  cutOff: 'Sorry, we were cut off.',
  hearAgain: 'Say “repeat” to hear the last answer again.',
  notTaken: 'Sorry, something went wrong on our side. Could you say that again?',
  option: (title, key) => `For ${title}, press ${key}.`,
  sources: (titles) => `According to our page ${titles}:`,
  languageChosen: 'Of course, let us speak English. What can I help you with?',
  waiting: 'Please stay on the line. A colleague will be with you as soon as possible.',
  summary: (question) => `A caller from the shop’s assistant. They asked: ${question}`,
  summaryUnknown: 'A caller from the shop’s assistant, who asked for a person.',
  and: 'and',
  textMessage: (title, url) => (url ? `${title}: ${url}` : `You will find it on our page “${title}”.`),
}

const de: Words = {
  greeting: (shop) => `Guten Tag, hier ist der Assistent von ${shop}. Wobei kann ich Ihnen helfen?`,
  filler: 'Einen Moment, ich sehe nach.',
  stillLooking: 'Ich suche noch. Noch einen Moment, bitte.',
  tooLong: 'Es tut mir leid, das dauert zu lange.',
  misheard: [
    'Das habe ich leider nicht verstanden. Können Sie es noch einmal sagen?',
    'Ich habe Sie leider wieder nicht verstanden. Bitte sagen Sie es noch einmal, oder drücken Sie die 0 für eine Kollegin oder einen Kollegen.',
  ],
  silence: [
    'Ich bin noch da. Was möchten Sie wissen?',
    'Ich höre Sie nicht. Bitte stellen Sie Ihre Frage, oder drücken Sie die 0 für eine Kollegin oder einen Kollegen.',
    'Ich höre weiterhin nichts und beende das Gespräch jetzt. Rufen Sie gern wieder an. Auf Wiederhören.',
  ],
  goodbye: 'Danke für Ihren Anruf. Auf Wiederhören.',
  transfer: 'Ich verbinde Sie mit einer Kollegin oder einem Kollegen. Bitte bleiben Sie am Apparat.',
  callBack:
    'Im Moment kann niemand Ihren Anruf annehmen. Ich habe notiert, dass wir Sie unter der Nummer zurückrufen, von der Sie anrufen.',
  callBackNumber:
    'Im Moment kann niemand Ihren Anruf annehmen. Ihre Nummer ist unterdrückt: Bitte geben Sie die Nummer für einen Rückruf ein, und drücken Sie dann die Rautetaste.',
  callBackNoted: 'Danke. Ich habe notiert, dass wir Sie unter dieser Nummer zurückrufen.',
  callBackNoNumber:
    'Ohne Nummer kann ich keinen Rückruf veranlassen. Bitte rufen Sie später noch einmal an, oder schreiben Sie uns.',
  anythingElse: 'Kann ich sonst noch etwas für Sie tun?',
  more: 'Soll ich weitersprechen?',
  source: 'Soll ich Ihnen diese Seite als Nachricht schicken? Sagen Sie Ja, oder drücken Sie die 1.',
  sourceSent: 'Ich habe sie an Ihre Nummer geschickt.',
  sourceNotSent: 'Die Nachricht konnte ich leider nicht schicken.',
  sourceUnsure: 'Ich habe versucht, sie zu schicken. Wenn nichts ankommt, schreiben Sie uns bitte.',
  noOffer: 'In Ordnung. Was kann ich sonst für Sie tun?',
  nothingToRepeat: 'Ich habe noch nichts gesagt. Wobei kann ich Ihnen helfen?',
  cutOff: 'Entschuldigung, wir wurden unterbrochen.',
  hearAgain: 'Sagen Sie „wiederholen“, um die letzte Antwort noch einmal zu hören.',
  notTaken: 'Entschuldigung, bei uns ist etwas schiefgegangen. Können Sie das noch einmal sagen?',
  option: (title, key) => `Für ${title} drücken Sie die ${key}.`,
  sources: (titles) => `Auf unserer Seite ${titles} steht:`,
  languageChosen: 'Gern, sprechen wir Deutsch. Wobei kann ich Ihnen helfen?',
  waiting: 'Bitte bleiben Sie am Apparat. Sie werden so bald wie möglich verbunden.',
  summary: (question) => `Ein Anruf vom Assistenten des Shops. Die Frage war: ${question}`,
  summaryUnknown: 'Ein Anruf vom Assistenten des Shops. Gewünscht wird ein Gespräch mit einem Menschen.',
  and: 'und',
  textMessage: (title, url) => (url ? `${title}: ${url}` : `Sie finden es auf unserer Seite „${title}“.`),
}

const fr: Words = {
  greeting: (shop) => `Bonjour, ici l’assistant de ${shop}. Comment puis-je vous aider ?`,
  filler: 'Un instant, je cherche.',
  stillLooking: 'Je cherche encore. Encore un instant, s’il vous plaît.',
  tooLong: 'Je suis désolé, cela prend trop de temps.',
  misheard: [
    'Excusez-moi, je n’ai pas bien compris. Pouvez-vous répéter ?',
    'Je n’ai toujours pas compris. Répétez encore une fois, ou appuyez sur 0 pour parler à un collègue.',
  ],
  silence: [
    'Je suis toujours là. Que souhaitez-vous savoir ?',
    'Je ne vous entends pas. Posez votre question, ou appuyez sur 0 pour parler à un collègue.',
    'Je n’entends toujours rien, je mets donc fin à l’appel. Rappelez-nous quand vous voulez. Au revoir.',
  ],
  goodbye: 'Merci de votre appel. Au revoir.',
  transfer: 'Je vous passe un collègue. Restez en ligne, s’il vous plaît.',
  callBack:
    'Personne ne peut prendre votre appel pour le moment. J’ai noté qu’un collègue doit vous rappeler au numéro dont vous appelez.',
  callBackNumber:
    'Personne ne peut prendre votre appel pour le moment. Votre numéro est masqué : composez le numéro où vous rappeler, puis appuyez sur la touche dièse.',
  callBackNoted: 'Merci. J’ai noté qu’un collègue doit vous rappeler à ce numéro.',
  callBackNoNumber: 'Sans numéro, je ne peux pas organiser de rappel. Rappelez plus tard, ou écrivez-nous.',
  anythingElse: 'Puis-je faire autre chose pour vous ?',
  more: 'Voulez-vous que je continue ?',
  source: 'Voulez-vous recevoir cette page par message ? Dites oui, ou appuyez sur 1.',
  sourceSent: 'Je l’ai envoyée à votre numéro.',
  sourceNotSent: 'Je suis désolé, je n’ai pas pu envoyer le message.',
  sourceUnsure: 'J’ai essayé de l’envoyer. Si rien n’arrive, écrivez-nous.',
  noOffer: 'Très bien. Que puis-je faire d’autre pour vous ?',
  nothingToRepeat: 'Je n’ai encore rien dit. Comment puis-je vous aider ?',
  cutOff: 'Excusez-moi, nous avons été coupés.',
  hearAgain: 'Dites « répétez » pour réentendre la dernière réponse.',
  notTaken: 'Excusez-moi, il y a eu un problème de notre côté. Pouvez-vous répéter ?',
  option: (title, key) => `Pour ${title}, appuyez sur ${key}.`,
  sources: (titles) => `D’après notre page ${titles} :`,
  languageChosen: 'Bien sûr, parlons français. Comment puis-je vous aider ?',
  waiting: 'Restez en ligne, s’il vous plaît. Un collègue vous répondra dès que possible.',
  summary: (question) => `Un appel de l’assistant de la boutique. La question était : ${question}`,
  summaryUnknown: 'Un appel de l’assistant de la boutique. La personne souhaite parler à quelqu’un.',
  and: 'et',
  textMessage: (title, url) => (url ? `${title} : ${url}` : `Vous le trouverez sur notre page « ${title} ».`),
}

const es: Words = {
  greeting: (shop) => `Hola, le habla el asistente de ${shop}. ¿En qué puedo ayudarle?`,
  filler: 'Un momento, lo estoy consultando.',
  stillLooking: 'Sigo buscando. Un momento más, por favor.',
  tooLong: 'Lo siento, esto está tardando demasiado.',
  misheard: [
    'Disculpe, no le he entendido bien. ¿Puede repetirlo?',
    'Lo siento, sigo sin entenderle. Repítalo otra vez, o pulse 0 para hablar con un compañero.',
  ],
  silence: [
    'Sigo aquí. ¿Qué desea saber?',
    'No le oigo. Haga su pregunta, o pulse 0 para hablar con un compañero.',
    'Sigo sin oír nada, así que termino la llamada. Vuelva a llamar cuando quiera. Adiós.',
  ],
  goodbye: 'Gracias por su llamada. Adiós.',
  transfer: 'Le paso con un compañero. No cuelgue, por favor.',
  callBack:
    'Ahora mismo nadie puede atender su llamada. He anotado que un compañero le devuelva la llamada al número desde el que llama.',
  callBackNumber:
    'Ahora mismo nadie puede atender su llamada. Su número está oculto: marque el número al que podemos llamarle y pulse la tecla almohadilla.',
  callBackNoted: 'Gracias. He anotado que un compañero le llame a ese número.',
  callBackNoNumber: 'Sin un número no puedo organizar la llamada. Vuelva a llamar más tarde, o escríbanos.',
  anythingElse: '¿Puedo ayudarle en algo más?',
  more: '¿Sigo?',
  source: '¿Quiere que le envíe esa página por mensaje? Diga sí, o pulse 1.',
  sourceSent: 'La he enviado a su número.',
  sourceNotSent: 'Lo siento, no he podido enviar el mensaje.',
  sourceUnsure: 'He intentado enviarla. Si no le llega nada, escríbanos.',
  noOffer: 'De acuerdo. ¿En qué más puedo ayudarle?',
  nothingToRepeat: 'Todavía no he dicho nada. ¿En qué puedo ayudarle?',
  cutOff: 'Disculpe, se ha cortado.',
  hearAgain: 'Diga «repita» para volver a oír la última respuesta.',
  notTaken: 'Disculpe, ha habido un problema por nuestra parte. ¿Puede repetirlo?',
  option: (title, key) => `Para ${title}, pulse ${key}.`,
  sources: (titles) => `Según nuestra página ${titles}:`,
  languageChosen: 'Por supuesto, hablemos español. ¿En qué puedo ayudarle?',
  waiting: 'No cuelgue, por favor. Un compañero le atenderá lo antes posible.',
  summary: (question) => `Una llamada del asistente de la tienda. La pregunta era: ${question}`,
  summaryUnknown: 'Una llamada del asistente de la tienda. Quiere hablar con una persona.',
  and: 'y',
  textMessage: (title, url) => (url ? `${title}: ${url}` : `Lo encontrará en nuestra página «${title}».`),
}

const all: Record<string, Words> = { en, de, fr, es }

/** Languages that the telephone speaks, by their primary tag, with the tag that Twilio wants. */
export const spokenLanguages: Readonly<Record<string, string>> = {
  en: 'en-US',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
}

/** The primary part of a tag: `de` of `de-AT`. */
export function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? 'en'
}

/** The words in a language (BCP 47), or in English. */
export function wordsIn(language: string): Words {
  const tag = primary(language)
  return (Object.hasOwn(all, tag) ? all[tag] : undefined) ?? en
}

/** The few sentences that the engine says itself. Everything else comes from the answerer. */
export interface Words {
  /** A person will help. */
  handoff: string
  /** The person who was promised hears of this too. */
  passedOn: string
  /** Attachments cannot be read; a person will. */
  attachment: string
  /** The message was too long to be read whole. */
  tooLong(limit: number): string
  /** Nobody has come so far; nothing is promised. */
  nobodyYet: string
  /** When people are back: a day and a time of the clock in the shop's zone. */
  backAt(day: string, time: string, zone: string): string
  /** Where the shopper may write meanwhile. */
  writeTo(email: string): string
  /** A code that links this conversation with one on another channel. */
  linkCode(code: string, minutes: number): string
  linked: string
  codeRefused: string
  /** The code came in a mail that anybody could have written. */
  codeByReply: string
  /** How dates are written. */
  locale: string
}

const words: Record<string, Words> = {
  en: {
    handoff: 'I will pass this on to a colleague, who will get back to you here.',
    passedOn: 'I have passed that on as well. A colleague will reply to you here.',
    attachment:
      'I cannot open attachments, so I am passing this on to a colleague, who will get back to you here.',
    tooLong: (limit) =>
      `Your message was too long for me to read whole. Please put your question in fewer than ${limit} characters.`,
    nobodyYet:
      'Nobody has been free to take over so far. Your request is still open, and I have let the team know again.',
    backAt: (day, time, zone) =>
      `Our team is not there right now. They are back on ${day} at ${time} (time zone ${zone}).`,
    writeTo: (email) => `You can also write to ${email}.`,
    linkCode: (code, minutes) =>
      `Your code is ${code}. Write “link ${code}” to us on the other channel within ${minutes} minutes, and we can go on with this conversation there. Give it to nobody else.`,
    linked: 'Thank you. I now know what we talked about on the other channel, and we can go on here.',
    codeRefused:
      'That code does not work: it is wrong, was used already, or is too old. Please ask for a new one.',
    codeByReply:
      'To be sure that it is really you, please send the code once more, as a reply to this message.',
    locale: 'en-GB',
  },
  de: {
    handoff: 'Ich gebe das an eine Kollegin oder einen Kollegen weiter. Sie erhalten hier eine Antwort.',
    passedOn:
      'Auch das habe ich weitergegeben. Sie erhalten hier eine Antwort von einer Kollegin oder einem Kollegen.',
    attachment:
      'Anhänge kann ich nicht öffnen. Ich gebe das an eine Kollegin oder einen Kollegen weiter. Sie erhalten hier eine Antwort.',
    tooLong: (limit) =>
      `Ihre Nachricht war zu lang, um sie ganz zu lesen. Bitte fassen Sie Ihre Frage in weniger als ${limit} Zeichen.`,
    nobodyYet:
      'Bisher war niemand frei, um zu übernehmen. Ihre Anfrage ist weiterhin offen, und ich habe das Team noch einmal benachrichtigt.',
    backAt: (day, time, zone) =>
      `Unser Team ist gerade nicht da. Ab ${day}, ${time} Uhr ist es wieder da (Zeitzone ${zone}).`,
    writeTo: (email) => `Sie können auch an ${email} schreiben.`,
    linkCode: (code, minutes) =>
      `Ihr Code ist ${code}. Schreiben Sie uns innerhalb von ${minutes} Minuten auf dem anderen Kanal „link ${code}“, dann können wir dieses Gespräch dort fortsetzen. Geben Sie ihn niemandem weiter.`,
    linked:
      'Danke. Ich weiß nun, worüber wir auf dem anderen Kanal gesprochen haben, und wir können hier weitermachen.',
    codeRefused:
      'Dieser Code funktioniert nicht: Er ist falsch, schon benutzt oder zu alt. Bitte fordern Sie einen neuen an.',
    codeByReply:
      'Damit wir sicher sind, dass Sie es sind, schicken Sie den Code bitte noch einmal als Antwort auf diese Nachricht.',
    locale: 'de-DE',
  },
  fr: {
    handoff: 'Je transmets votre demande à un collègue, qui vous répondra ici.',
    passedOn: 'J’ai transmis cela également. Un collègue vous répondra ici.',
    attachment:
      'Je ne peux pas ouvrir les pièces jointes. Je transmets à un collègue, qui vous répondra ici.',
    tooLong: (limit) =>
      `Votre message est trop long pour que je le lise en entier. Merci de poser votre question en moins de ${limit} caractères.`,
    nobodyYet:
      'Personne n’a encore pu prendre le relais. Votre demande reste ouverte, et j’ai de nouveau prévenu l’équipe.',
    backAt: (day, time, zone) =>
      `Notre équipe n’est pas là en ce moment. Elle sera de retour le ${day} à ${time} (fuseau horaire ${zone}).`,
    writeTo: (email) => `Vous pouvez aussi écrire à ${email}.`,
    linkCode: (code, minutes) =>
      `Votre code est ${code}. Écrivez-nous « link ${code} » sur l’autre canal dans les ${minutes} minutes, et nous pourrons y poursuivre cette conversation. Ne le donnez à personne d’autre.`,
    linked:
      'Merci. Je sais maintenant de quoi nous avons parlé sur l’autre canal, et nous pouvons continuer ici.',
    codeRefused:
      'Ce code ne fonctionne pas : il est faux, déjà utilisé ou trop ancien. Merci d’en demander un nouveau.',
    codeByReply:
      'Pour que nous soyons sûrs que c’est bien vous, merci de renvoyer le code en réponse à ce message.',
    locale: 'fr-FR',
  },
  es: {
    handoff: 'Paso su consulta a un compañero, que le responderá por aquí.',
    passedOn: 'También he pasado eso. Un compañero le responderá por aquí.',
    attachment:
      'No puedo abrir archivos adjuntos. Paso su consulta a un compañero, que le responderá por aquí.',
    tooLong: (limit) =>
      `Su mensaje es demasiado largo para leerlo entero. Por favor, haga su pregunta en menos de ${limit} caracteres.`,
    nobodyYet:
      'Hasta ahora nadie ha quedado libre para atenderle. Su consulta sigue abierta y he vuelto a avisar al equipo.',
    backAt: (day, time, zone) =>
      `Nuestro equipo no está en este momento. Volverá el ${day}, a las ${time} (zona horaria ${zone}).`,
    writeTo: (email) => `También puede escribir a ${email}.`,
    linkCode: (code, minutes) =>
      `Su código es ${code}. Escríbanos «link ${code}» por el otro canal en los próximos ${minutes} minutos y podremos seguir allí con esta conversación. No se lo dé a nadie más.`,
    linked: 'Gracias. Ahora sé de qué hablamos por el otro canal y podemos seguir aquí.',
    codeRefused: 'Ese código no sirve: es incorrecto, ya se usó o ha caducado. Por favor, pida uno nuevo.',
    codeByReply:
      'Para estar seguros de que es usted, envíe el código otra vez como respuesta a este mensaje.',
    locale: 'es-ES',
  },
}

/** The words in a language (BCP 47), or in English. */
export function wordsIn(language: string | null | undefined): Words {
  return wordsOf(language) ?? words.en!
}

/** The words in a language, English where none is known; undefined for one that they are not written in. */
export function wordsOf(language: string | null | undefined): Words | undefined {
  const primary = language?.toLowerCase().split('-')[0] ?? 'en'
  // The tag is the shopper's, and may be any word, such as "constructor".
  return Object.hasOwn(words, primary) ? words[primary] : undefined
}

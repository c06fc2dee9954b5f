/** The few sentences that the engine says itself. Everything else comes from the answerer. */
export interface Words {
  /** A person will help. */
  handoff: string
  /** Attachments cannot be read; a person will. */
  attachment: string
  /** The message was too long to be read whole. */
  tooLong(limit: number): string
}

const words: Record<string, Words> = {
  en: {
    handoff: 'I will pass this on to a colleague, who will get back to you here.',
    attachment:
      'I cannot open attachments, so I am passing this on to a colleague, who will get back to you here.',
    tooLong: (limit) =>
      `Your message was too long for me to read whole. Please put your question in fewer than ${limit} characters.`,
  },
  de: {
    handoff: 'Ich gebe das an eine Kollegin oder einen Kollegen weiter. Sie erhalten hier eine Antwort.',
    attachment:
      'Anhänge kann ich nicht öffnen. Ich gebe das an eine Kollegin oder einen Kollegen weiter. Sie erhalten hier eine Antwort.',
    tooLong: (limit) =>
      `Ihre Nachricht war zu lang, um sie ganz zu lesen. Bitte fassen Sie Ihre Frage in weniger als ${limit} Zeichen.`,
  },
  fr: {
    handoff: 'Je transmets votre demande à un collègue, qui vous répondra ici.',
    attachment:
      'Je ne peux pas ouvrir les pièces jointes. Je transmets à un collègue, qui vous répondra ici.',
    tooLong: (limit) =>
      `Votre message est trop long pour que je le lise en entier. Merci de poser votre question en moins de ${limit} caractères.`,
  },
  es: {
    handoff: 'Paso su consulta a un compañero, que le responderá por aquí.',
    attachment:
      'No puedo abrir archivos adjuntos. Paso su consulta a un compañero, que le responderá por aquí.',
    tooLong: (limit) =>
      `Su mensaje es demasiado largo para leerlo entero. Por favor, haga su pregunta en menos de ${limit} caracteres.`,
  },
}

/** The words in a language (BCP 47), or in English. */
export function wordsIn(language: string | null | undefined): Words {
  return words[language?.toLowerCase().split('-')[0] ?? 'en'] ?? words.en!
}

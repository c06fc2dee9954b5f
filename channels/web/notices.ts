const fileRefused: Record<string, string> = {
  en: 'Sorry, I cannot take files here. Please describe in words what you need.',
  de: 'Dateien kann ich hier leider nicht annehmen. Bitte beschreiben Sie in Worten, worum es geht.',
  fr: 'Désolé, je ne peux pas recevoir de fichiers ici. Merci de décrire votre demande avec des mots.',
  es: 'Lo siento, aquí no puedo recibir archivos. Por favor, explique con palabras lo que necesita.',
  ar: 'عذرًا، لا يمكنني استقبال الملفات هنا. يُرجى وصف ما تحتاج إليه بالكلمات.',
}

/** What a shopper is told who sends a file, in their language (BCP 47) where we have it. */
export function fileNotice(locale: string | null | undefined): string {
  const primary = locale?.toLowerCase().split('-')[0] ?? 'en'
  return (Object.hasOwn(fileRefused, primary) ? fileRefused[primary] : undefined) ?? fileRefused.en!
}

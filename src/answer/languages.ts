/** Languages the bot has its own words in. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ar', 'ja', 'zh'] as const

export type Language = (typeof LANGUAGES)[number]

/** The language part of a BCP 47 tag: "pt-BR" → "pt". */
export function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? ''
}

/** The nearest language that the bot has its own words in; English when there is none. */
export function spoken(tag: string): Language {
  const language = primary(tag)
  return LANGUAGES.find((known) => known === language) ?? 'en'
}

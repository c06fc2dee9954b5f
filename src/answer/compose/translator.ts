/** Carries a text into another language without adding or taking away. */
export interface Translator {
  /** @param to BCP 47 tag. Throws `model.failed` when no translation comes. */
  translate(text: string, to: string, signal?: AbortSignal): Promise<string>
}

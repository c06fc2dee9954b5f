import { pack, type Limits } from './pack.ts'

/** Links, images and inline code stay whole where they can. */
const PIECE = /!?\[[^\]\n]*\]\([^)\s]*\)\S*|`[^`\n]+`\S*|\S+/g
const SENTENCE = /[^\n]*?(?:[.!?…。！？]+["'”’)\]*_]*(?=\s)|(?=\n)|$)\s*/g

/** Cuts running text at the ends of lines and sentences, then between words. A single word is never cut. */
export function splitText(text: string, limits: Limits): string[] {
  if (limits.countTokens(text) <= limits.maxTokens) return [text]
  const sentences = text.match(SENTENCE)?.filter((sentence) => sentence.trim() !== '') ?? []
  const parts = sentences.flatMap((sentence) => splitSentence(sentence, limits))
  return pack(parts, limits, limits.countTokens, joinAsWritten).map(joinAsWritten)
}

function splitSentence(sentence: string, limits: Limits): string[] {
  if (limits.countTokens(sentence) <= limits.maxTokens) return [sentence]
  const pieces = (sentence.match(PIECE) ?? []).flatMap((piece) =>
    /\s/.test(piece) && limits.countTokens(piece) > limits.maxTokens ? piece.split(/\s+/) : [piece],
  )
  return packWords(pieces, limits)
}

/** Words are many, so groups grow by doubling and are cut back by halving instead of being measured word by word. */
function packWords(words: readonly string[], limits: Limits): string[] {
  const parts: string[] = []
  for (let at = 0; at < words.length;) {
    let count = fitting(words, at, limits)
    parts.push(words.slice(at, at + count).join(' '))
    at += count
  }
  return parts
}

function fitting(words: readonly string[], at: number, limits: Limits): number {
  const fits = (count: number): boolean =>
    limits.countTokens(words.slice(at, at + count).join(' ')) <= limits.maxTokens
  let low = 1
  let high = 2
  while (at + low < words.length && fits(high)) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function joinAsWritten(parts: readonly string[]): string {
  return parts
    .map((part) => (/\s$/.test(part) ? part : `${part} `))
    .join('')
    .trim()
}

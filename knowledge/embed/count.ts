import { Tokenizer } from './tokens.ts'

let tokenizer: Tokenizer | undefined

/** Size of a text in the local embedder's tokens; for threads, which share no embedder. */
export function countTokens(text: string): number {
  tokenizer ??= new Tokenizer()
  return tokenizer.encode(text).length
}

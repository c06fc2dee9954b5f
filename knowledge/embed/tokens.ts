import { readFileSync } from 'node:fs'
import { Tokenizer as WordPieces } from '@huggingface/tokenizers'
import { TOKENIZER } from './model.ts'

/** Cuts text into the model's word pieces (BERT, lower case), without the marks around a text. The ids are its input. */
export class Tokenizer {
  readonly #pieces = new WordPieces(JSON.parse(readFileSync(TOKENIZER, 'utf8')) as object, {})

  encode(text: string): number[] {
    return this.#pieces.encode(text, { add_special_tokens: false }).ids
  }
}

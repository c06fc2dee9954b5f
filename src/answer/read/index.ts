import { readFileSync } from 'node:fs'
import type { ReaderWeights } from './model.ts'

export { kindOf, type Kind } from './kind.ts'
export { createReader, heard, ranked, readingRetriever, type Reader, type SeenUnit } from './reader.ts'
export { linesOf, type Line } from './lines.ts'
export { REMEMBERED, UnitVectors, type StoredVectors } from './vectors.ts'
export type { ReaderWeights } from './model.ts'

/** The weights that ship with the project, fitted by `calibrate` on the development sets. */
export function shippedReader(): ReaderWeights {
  return JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')) as ReaderWeights
}

/** Six digits say all that a cosine needs, and halve what travels. */
const DIGITS = 6

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  let text = '['
  for (let i = 0; i < vector.length; i++) text += (i > 0 ? ',' : '') + Number(vector[i]!.toPrecision(DIGITS))
  return text + ']'
}

/** A vector as pgvector writes it. */
export function parseVector(text: string): Float32Array {
  return Float32Array.from(text.slice(1, -1).split(','), Number)
}

import { fromSql, toSql } from 'pgvector'

/** Six digits say all that a cosine needs, and halve what travels. */
const DIGITS = 6

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return toSql(Array.from(vector, (value) => Number(value.toPrecision(DIGITS))))!
}

/** A vector as pgvector writes it. */
export function parseVector(text: string): Float32Array {
  return Float32Array.from(fromSql(text) as number[])
}

/** A vector to the last bit, as text. */
export function exactVectorText(vector: Float32Array): string {
  return `[${Array.from(vector, (value) => Number(value.toPrecision(FLOAT_DIGITS))).join(',')}]`
}

/** Nine digits tell any two 32-bit numbers apart. */
const FLOAT_DIGITS = 9

const HEADER_BYTES = 4

/** A vector as pgvector's `vector_send` gives it: dimensions and zero in two bytes each, then 32-bit numbers, big end first. */
export function bytesVector(bytes: Buffer): Float32Array {
  const vector = new Float32Array((bytes.length - HEADER_BYTES) / 4)
  for (let at = 0; at < vector.length; at++) vector[at] = bytes.readFloatBE(HEADER_BYTES + at * 4)
  return vector
}

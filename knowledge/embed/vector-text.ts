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

import type { Cosines } from './index.ts'

interface Products {
  title: string
  heading_path: string[]
  text_question: number | null
  text_mean: number | null
  title_question: number | null
  title_mean: number | null
}

interface Means {
  meanText: Float32Array
  meanTitle: Float32Array
}

/** Six digits: beyond them the databases' builds of pgvector differ, and order must not. */
const round = (value: number) => Math.round(value * 1e6) / 1e6

/** Plain cosines, and those with the corpus mean taken out of both sides, from inner products of vectors of length 1. */
export function centredCosines(passage: Products, question: Float32Array, means: Means): Cosines {
  const untitled = passage.title === '' && passage.heading_path.length === 0
  const text = passage.text_question ?? 0
  const title = untitled ? 0 : (passage.title_question ?? 0)
  return {
    text: round(text),
    title: round(title),
    centredText: round(centred(text, passage.text_mean ?? 0, question, means.meanText)),
    centredTitle: untitled ? 0 : round(centred(title, passage.title_mean ?? 0, question, means.meanTitle)),
  }
}

function centred(product: number, passageMean: number, question: Float32Array, mean: Float32Array): number {
  const questionMean = dot(question, mean)
  const square = dot(mean, mean)
  const norms = (1 - 2 * passageMean + square) * (1 - 2 * questionMean + square)
  return norms > 1e-9 ? (product - passageMean - questionMean + square) / Math.sqrt(norms) : 0
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

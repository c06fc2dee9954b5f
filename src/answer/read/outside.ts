import { minimise } from './minimise.ts'

/**
 * What a question sounds like by itself, before any page is looked at: one that pages answer, or one that only a person or the order system
 * can settle ("where is my parcel 4711"), or that has nothing to do with the shop. Passages about the same subject are found for these
 * too, and match well.
 */
export interface OutsideWeights {
  intercept: number
  /** Along the numbers of the question's vector. */
  vector: number[]
  signs: Partial<Record<Sign, number>>
}

/** Signs in the wording; the vector knows what a question is about, these how it is put. English, as the default embedder is. */
const SIGNS = {
  orderNumber: /\b[a-z]{0,3}[- ]?\d{4,}\b/i,
  ofTheirs:
    /\bmy (?:order|refund|parcel|package|return|repair|claim|account|subscription|appointment|booking|delivery|money)\b/i,
  lately: /\b(?:still|yet|ago|today|yesterday'?s?|last week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i,
  order: /^(?:(?:pls|please) )?(?:can you|could you|cancel|change|move|send|call|check)\b/i,
  question: /\?/,
  happened:
    /\b(?:i(?:'?ve| have)? (?:ordered|bought|booked|sent|paid|got|received|returned|uploaded)|(?:you|u)(?:'?ve| have)? (?:sent|charged|got|received))\b/i,
} as const
type Sign = keyof typeof SIGNS | 'words'
const NAMES = [...(Object.keys(SIGNS) as (keyof typeof SIGNS)[]), 'words'] as const

/** Words of a question that count as one sign. */
const WORDS = 20

function signsOf(text: string): number[] {
  return NAMES.map((name) =>
    name === 'words' ? text.split(/\s+/).length / WORDS : SIGNS[name].test(text) ? 1 : 0,
  )
}

/** The logit that no page answers, from the question alone. */
export function outside(weights: OutsideWeights, text: string, vector: Float32Array): number {
  let sum = weights.intercept
  weights.vector.forEach((weight, at) => (sum += weight * (vector[at] ?? 0)))
  signsOf(text).forEach((value, at) => (sum += (weights.signs[NAMES[at]!] ?? 0) * value))
  return sum
}

/** A question as it was asked, and whether a page of its site answers it. */
export interface OutsideExample {
  text: string
  vector: Float32Array
  answerable: boolean
}

/** Pull toward 0 of the wording's signs; a vector's numbers are small, and are held as if each were eight times what it is. */
const RIDGE = 10
const VECTOR_RIDGE = RIDGE / 64

/** Fits by logistic regression. Deterministic; undefined where one of the two sorts is missing. */
export function fitOutside(examples: readonly OutsideExample[]): OutsideWeights | undefined {
  const answerable = examples.filter((example) => example.answerable).length
  if (answerable === 0 || answerable === examples.length) return undefined
  const width = examples[0]!.vector.length
  const rows = examples.map(({ text, vector, answerable: answered }) => ({
    values: Float64Array.from([1, ...vector, ...signsOf(text)]),
    label: answered ? 0 : 1,
  }))
  const ridge = (at: number) => (at === 0 ? 0 : at <= width ? VECTOR_RIDGE : RIDGE)
  const found = minimise(1 + width + NAMES.length, (point, gradient) => {
    let loss = 0
    point.forEach((value, at) => {
      loss += (ridge(at) / 2) * value * value
      gradient[at] = ridge(at) * value
    })
    for (const { values, label } of rows) {
      let score = 0
      for (let at = 0; at < values.length; at++) score += values[at]! * point[at]!
      loss += softplus(score) - label * score
      const pull = 1 / (1 + Math.exp(-score)) - label
      for (let at = 0; at < values.length; at++) gradient[at]! += pull * values[at]!
    }
    return loss
  })
  const rounded = Array.from(found, (value) => Number(value.toFixed(4)))
  return {
    intercept: rounded[0]!,
    vector: rounded.slice(1, 1 + width),
    signs: Object.fromEntries(NAMES.map((name, at) => [name, rounded[1 + width + at]!])),
  }
}

/** log(1 + e^x), also for large x. */
const softplus = (value: number) => (value > 30 ? value : Math.log1p(Math.exp(value)))

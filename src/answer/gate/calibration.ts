import type { Kind } from './features.ts'
import { logit, ofKind, type KindWeights, type LinearModel, type TrainingSet } from './model.ts'

/** Risks that thresholds are kept for; between them the next lower one serves. */
const RISKS = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3]

/** No threshold rests on fewer answers. */
const LEAST_ANSWERS = 20
/** Steps of the isotonic fit hold at least this part of all weight: finer ones would be noise. */
const LEAST_BLOCK = 0.02
/**
 * The part of the risk that a threshold may use up on the calibration data, since a new site is never quite like them. Measured on sets that
 * were left out, at a risk of 5%: comparing, 3% to 8% wrong; reading, about 4% over fifteen sites together.
 */
const MARGIN: Record<Kind, number> = { matched: 0.7, read: 0.9 }

interface Point {
  logit: number
  right: boolean
  weight: number
}

/** Calibration steps and thresholds for a fitted model; every set counts alike, those with traps only where there are no others. */
export function calibrate(
  kind: Kind,
  model: LinearModel,
  sets: readonly TrainingSet[],
): Pick<KindWeights, 'calibration' | 'thresholds'> {
  const honest = sets.filter((set) => !set.traps)
  const points = (honest.length > 0 ? honest : sets).flatMap((set) => {
    const own = ofKind(kind, set)
    const total = own.reduce((sum, { weight }) => sum + weight, 0)
    return own.map(({ values, right, weight }) => ({
      logit: logit(model, values),
      right,
      weight: weight / total,
    }))
  })
  points.sort((a, b) => a.logit - b.logit)
  const calibration = isotonic(points)
  return {
    calibration,
    thresholds: RISKS.map((risk) => ({
      risk,
      confidence: thresholdFor(points, calibration, risk * MARGIN[kind]),
    })),
  }
}

/**
 * The smallest confidence above which at most the risk of the answers are wrong. Expressed on a strictly rising scale, so that no
 * question below the threshold's logit passes by a flat step. Infinity is written as 2: never.
 */
function thresholdFor(points: readonly Point[], steps: KindWeights['calibration'], risk: number): number {
  let total = 0
  let wrong = 0
  let found: number | undefined
  for (let at = points.length - 1, answers = 1; at >= 0; at--, answers++) {
    const point = points[at]!
    total += point.weight
    if (!point.right) wrong += point.weight
    if (points[at - 1]?.logit === point.logit) continue
    if (answers >= LEAST_ANSWERS && wrong / total <= risk) found = point.logit
  }
  return found === undefined ? 2 : confidenceAt(steps, found)
}

/** How far a confidence may rise within one flat step, so that it keeps the order of the logits. */
const SLOPE = 1e-4

/** The confidence of a logit, strictly rising with it. */
export function confidenceAt(steps: KindWeights['calibration'], value: number): number {
  return round(clamp(interpolate(steps, value) + SLOPE * Math.tanh(value / 10)))
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
const round = (value: number) => Math.round(value * 1e9) / 1e9

function interpolate(steps: KindWeights['calibration'], value: number): number {
  const first = steps[0]
  if (!first || value <= first.logit) return first?.confidence ?? 0
  for (let at = 1; at < steps.length; at++) {
    const low = steps[at - 1]!
    const high = steps[at]!
    if (value > high.logit) continue
    return (
      low.confidence + ((value - low.logit) / (high.logit - low.logit)) * (high.confidence - low.confidence)
    )
  }
  return steps.at(-1)!.confidence
}

/**
 * Pool adjacent violators: the rising steps that fit the labels best, one point at the middle of each block. A block's rate is never
 * quite 0 or 1: a little doubt speaks for both sides, and more of it where there is less to go by.
 */
export function isotonic(points: readonly Point[]): KindWeights['calibration'] {
  const total = points.reduce((sum, point) => sum + point.weight, 0)
  const least = LEAST_BLOCK * total
  const rate = (block: Block) => (block.right + DOUBT * least) / (block.weight + 2 * DOUBT * least)
  const blocks: Block[] = []
  let open: Block = { weight: 0, right: 0, logits: 0 }
  points.forEach((point, index) => {
    open.weight += point.weight
    open.right += point.right ? point.weight : 0
    open.logits += point.logit * point.weight
    if (open.weight < least && index < points.length - 1) return
    blocks.push(open)
    open = { weight: 0, right: 0, logits: 0 }
    while (blocks.length > 1 && rate(blocks.at(-2)!) >= rate(blocks.at(-1)!)) {
      const last = blocks.pop()!
      const into = blocks.at(-1)!
      into.weight += last.weight
      into.right += last.right
      into.logits += last.logits
    }
  })
  return blocks.map((block) => ({
    logit: round(block.logits / block.weight),
    confidence: round(rate(block)),
  }))
}

interface Block {
  weight: number
  right: number
  /** Sum of the weighted logits. */
  logits: number
}

/** Doubt on either side, in parts of a least block. */
const DOUBT = 0.025

import { array, assert, boolean, double, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrate, confidenceAt, isotonic } from '../../src/answer/gate/calibration.ts'
import type { TrainingSet } from '../../src/answer/gate/model.ts'
import { fitLogistic, sigmoid } from '../../src/answer/gate/fit.ts'
import { auroc, coverageAt, type Outcome } from '../../src/answer/gate/metrics.ts'

describe('logistic fit', () => {
  // A fixed sequence: the fit is deterministic, and so is what it is given.
  const draw = (() => {
    let seed = 11
    return () => (seed = (seed * 48271) % 2147483647) / 2147483647
  })()
  const rows = Array.from({ length: 4000 }, () => [draw() * 4 - 2, draw() * 4 - 2])
  const labels = rows.map(([x, y]) => (draw() < sigmoid(0.5 + 1.5 * x! - y!) ? 1 : 0))
  const weights = rows.map(() => 1)

  it('finds the coefficients that made the labels', () => {
    const [intercept, first, second] = fitLogistic(rows, labels, weights, {
      ridge: 0.1,
      signed: [false, false],
    })
    expect(intercept).toBeCloseTo(0.5, 0)
    expect(first).toBeCloseTo(1.5, 0)
    expect(second).toBeCloseTo(-1, 0)
  })

  it('gives up a column that counts in the forbidden direction', () => {
    const [, first, second] = fitLogistic(rows, labels, weights, { ridge: 0.1 })
    expect(first).toBeGreaterThan(1)
    expect(second).toBe(0)
  })
})

describe('calibration', () => {
  it('rises, whatever the labels', () => {
    assert(
      property(
        array(record({ logit: double({ min: -8, max: 8, noNaN: true }), right: boolean() }), {
          minLength: 1,
          maxLength: 200,
        }),
        (points) => {
          const sorted = points.map((point) => ({ ...point, weight: 1 })).sort((a, b) => a.logit - b.logit)
          const steps = isotonic(sorted)
          const seen = [-9, -3, -1, 0, 0.5, 2, 9].map((value) => confidenceAt(steps, value))
          expect(seen).toEqual(seen.toSorted((a, b) => a - b))
          expect(seen.every((value) => value >= 0 && value <= 1)).toBe(true)
        },
      ),
    )
  })

  it('rests no threshold on questions that were written to mislead, unless there are no others', () => {
    const model = { intercept: 0, features: [{ name: 'gram', mean: 0, deviation: 1, weight: 1 }] }
    const set = (name: string, wrongs: number, traps: boolean): TrainingSet => ({
      name,
      traps,
      weight: 1,
      rows: Array.from({ length: 200 }, (_, at) => ({
        features: { kind: 'read' as const, values: { matched: {}, read: { gram: 2 - at / 100 } } },
        right: at % 50 >= wrongs,
      })),
    })
    const risk = (sets: TrainingSet[]) =>
      calibrate('read', model, sets).thresholds.find((entry) => entry.risk === 0.1)!.confidence
    const honest = set('asked in the dark', 2, false)
    const misleading = set('traps', 30, true)
    expect(risk([honest, misleading])).toBe(risk([honest]))
    expect(risk([honest])).toBeLessThan(1)
    expect(risk([misleading])).toBe(2)
  })
})

describe('metrics', () => {
  const outcome = (score: number, right: boolean, answerable = true): Outcome => ({
    score,
    right,
    answerable,
  })

  it('counts pairs in the right order, ties half', () => {
    expect(auroc([outcome(3, true), outcome(2, true), outcome(1, false)])).toBe(1)
    expect(auroc([outcome(1, true), outcome(1, false)])).toBe(0.5)
    expect(auroc([outcome(1, true), outcome(2, false), outcome(0, false)])).toBe(0.5)
  })

  it('takes the best threshold that keeps the risk, with at least 20 answers', () => {
    const right = Array.from({ length: 38 }, (_, index) => outcome(100 - index, true))
    const wrong = [outcome(61.5, false, false), outcome(61.4, false, false)]
    const rest = Array.from({ length: 2 }, (_, index) => outcome(10 - index, true))
    // 38 right, then 40 answers with two wrong: 5%.
    expect(coverageAt([...right, ...wrong, ...rest], 0.02)).toBe(38 / 40)
    expect(coverageAt([...right, ...wrong, ...rest], 0.05)).toBe(1)
    expect(coverageAt(right.slice(0, 19), 0.05)).toBe(0)
  })

  it('does not split questions of one score', () => {
    const tied = [...Array.from({ length: 25 }, () => outcome(1, true)), outcome(1, false, false)]
    expect(coverageAt(tied, 0.02)).toBe(0)
    expect(coverageAt(tied, 0.05)).toBe(1)
  })
})

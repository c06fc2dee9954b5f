import { describe, expect, it } from 'vitest'
import { confidencesOf } from '../../src/answer/gate/rows.ts'
import { confidenceAt } from '../../src/answer/gate/calibration.ts'
import { composedKinds, type ComposedRow } from '../../src/answer/gate/composed.ts'
import { shippedWeights } from '../../src/answer/gate/index.ts'
import { logit } from '../../src/answer/gate/model.ts'
import { siteGate } from '../../src/answer/gate/site.ts'
import { chanceOf } from '../../knowledge/evaluate/chance.ts'

const base = shippedWeights()
const { read } = base.kinds
const RISK = 0.05

/** Features that the gate gives this logit. */
function at(value: number): ComposedRow['features'] {
  const reach = read.features.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
  const height = (value - read.intercept) / reach
  const values = read.features.map(({ name, mean, deviation, weight }) => [
    name,
    mean + Math.sign(weight) * deviation * height,
  ])
  return { kind: 'read', values: { read: Object.fromEntries(values), matched: {} } }
}

/** A part of the wrong ones, the same for all, or by the gate's logit. */
type Part = number | ((logit: number) => number)

/** Questions that are right as often as the gate says, and a composer that writes these parts of the right and of the wrong ones. */
function asked(count: number, seed: string, { ofRight = 0.95, ofWrong = 0 as Part } = {}): ComposedRow[] {
  const chance = chanceOf(seed)
  return Array.from({ length: count }, () => {
    const value = -4 + 7 * chance()
    const right = chance() < confidenceAt(read.calibration, value)
    const drafted = chance() < (right ? ofRight : typeof ofWrong === 'number' ? ofWrong : ofWrong(value))
    return { features: at(value), right, answerable: right, drafted }
  })
}

type Kinds = ReturnType<typeof composedKinds>
const least = (kinds: Kinds, risk = RISK) =>
  kinds?.read?.thresholds.find((threshold) => threshold.risk === risk)?.confidence
const answers = (kinds: Kinds, rows: readonly ComposedRow[], risk = RISK) =>
  kinds?.read
    ? confidencesOf(
        'read',
        kinds.read,
        rows.filter(({ drafted }) => drafted),
      ).filter(({ confidence }) => confidence >= least(kinds, risk)!)
    : []
const height = ({ features }: ComposedRow) => logit(read, features!.values.read)
const wrongOf = (rows: readonly { right: boolean }[]) => rows.filter(({ right }) => !right).length

describe('a composer that declines what the passages do not answer', () => {
  it('lets much more be answered, and the risk is kept on questions that were not looked at', () => {
    const fresh = asked(4000, 'fresh', { ofWrong: 0.05 })
    const seeds = Array.from({ length: 20 }, (_, seed) => `${seed}`)
    const all = seeds.map((seed) =>
      answers(composedKinds(base.kinds, asked(120, seed, { ofWrong: 0.05 })), fresh),
    )
    const plain = read.thresholds.find(({ risk }) => risk === RISK)!.confidence
    const before = confidencesOf('read', read, fresh).filter(
      ({ confidence, right }) => right && confidence >= plain,
    )
    const after = all.map((some) => some.filter(({ right }) => right).length)
    expect(after.toSorted((a, b) => a - b)[seeds.length / 2]).toBeGreaterThan(2.5 * before.length)
    const total = all.flat()
    expect(wrongOf(total) / total.length).toBeLessThan(RISK)
  })

  const rising = (from: number, by: number) => (value: number) => from + by * Math.max(0, (value + 1) / 4)
  it.each<[string, Part, number]>([
    ['2% of the wrong ones', 0.02, 0.02],
    ['10%', 0.1, 0.04],
    ['30%', 0.3, 0.065],
    ['10% of the worst matches and 30% of the best', rising(0.1, 0.2), 0.065],
    ['5% of the worst and 60% of the best', rising(0.05, 0.55), 0.1],
  ])('with a hundred labels, where it writes %s', (_, ofWrong, most) => {
    const fresh = asked(1500, 'fresh', { ofRight: 0.93, ofWrong })
    const given = Array.from({ length: 60 }, (__, seed) =>
      answers(composedKinds(base.kinds, asked(100, `${seed}`, { ofRight: 0.93, ofWrong })), fresh),
    ).flat()
    expect(wrongOf(given) / (given.length || 1)).toBeLessThan(most)
  })

  it('but no risk is promised that the labels could not show', () => {
    const kinds = composedKinds(base.kinds, asked(90, 'few'))
    expect(least(kinds, 0.05)).toBeLessThan(1)
    expect(least(kinds, 0.01)).toBe(2)
  })

  it('nor one that they show not to be kept', () => {
    for (let seed = 0; seed < 40; seed++) {
      // It is deceived where the match is good, against what is reckoned with.
      const honest = asked(200, `${seed}`)
      const chance = chanceOf(`deceived ${seed}`)
      const rows = honest.map((row) => ({
        ...row,
        drafted: row.drafted || (!row.right && chance() < 0.05 + 0.2 * Math.max(0, height(row) + 1)),
      }))
      const kinds = composedKinds(base.kinds, rows)
      for (const { risk } of kinds?.read?.thresholds ?? []) {
        const given = answers(kinds, rows, risk)
        expect(wrongOf(given)).toBeLessThanOrEqual(risk * given.length)
      }
    }
  })
})

describe('a composer changes nothing', () => {
  it.each([
    ['that answers whatever it is asked', { ofRight: 1, ofWrong: 1 }],
    ['that declines whatever it is asked', { ofRight: 0, ofWrong: 0 }],
    ['that rather answers what is wrong', { ofRight: 0.4, ofWrong: 0.8 }],
  ])('%s', (_, composer) => {
    expect(composedKinds(base.kinds, asked(200, 'x', composer))).toBeUndefined()
  })

  it('of which too few labels tell', () => {
    expect(composedKinds(base.kinds, asked(20, 'x'))).toBeUndefined()
    const rightOnly = asked(200, 'x').filter(({ right }) => right)
    expect(composedKinds(base.kinds, rightOnly)).toBeUndefined()
  })
})

describe('a site’s gate', () => {
  it('keeps both: the confidence of the best passage, and that of what the model writes', () => {
    const rows = asked(200, 'site', { ofWrong: 0.03 })
    const { weights, expected, expectedComposed } = siteGate(base, {
      self: [],
      labels: rows,
      composed: { by: 'claude-careful', rows },
    })
    const of = (some: typeof expected) => some.find(({ risk }) => risk === RISK)!
    expect(of(expectedComposed!).answered).toBeGreaterThan(2 * of(expected).answered)
    expect(of(expectedComposed!).wrong).toBeLessThanOrEqual(RISK)
    const { composed, ...without } = weights
    expect(composed?.by).toBe('claude-careful')
    expect(siteGate(base, { self: [], labels: rows }).weights).toEqual(without)
  })
})

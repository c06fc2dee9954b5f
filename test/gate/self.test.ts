import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createClaude } from '../../src/answer/index.ts'
import { createGate, shippedWeights } from '../../src/answer/gate/index.ts'
import { confidenceAt } from '../../src/answer/gate/calibration.ts'
import { FEATURES } from '../../src/answer/gate/features.ts'
import { logit, type GateWeights } from '../../src/answer/gate/model.ts'
import { siteGate, type Expectation, type SiteRow } from '../../src/answer/gate/site.ts'
import { parseLabel } from '../../src/cli/labels.ts'
import {
  calibrateSite,
  createCalibrator,
  currentWeights,
  needsCalibration,
} from '../../src/main/calibration.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { drawn } from '../../src/main/composed-labels.ts'
import { calibrationComposer } from '../../src/main/claude.ts'
import { saveLabels } from '../../src/store/labels.ts'
import { newestSiteGate } from '../../src/store/site-gate.ts'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { chanceOf } from '../../knowledge/evaluate/chance.ts'
import { loadPassages } from '../../knowledge/evaluate/load.ts'
import { questionAbout, questionBeside } from '../../knowledge/evaluate/question.ts'
import { askOwnCorpus } from '../../knowledge/evaluate/self.ts'
import { createRetriever } from '../../knowledge/retrieve/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startAnthropicDouble, type AnthropicDouble } from '../doubles/anthropic/index.ts'

const GOODS = ['kettle', 'hammock', 'lantern', 'saddle', 'compass', 'anorak', 'paddle', 'crampon']
const MATTERS = [
  ['warranty', 'is guaranteed against broken seams and rust for eleven years after purchase'],
  ['cleaning', 'should be wiped with vinegar and dried upside down in a shady corner'],
  ['spare parts', 'takes screws of size four that our workshop in Leith posts within a fortnight'],
]
const PASSAGES = GOODS.flatMap((goods) =>
  MATTERS.map(([matter, text]) => ({
    id: `${goods} ${matter}`,
    title: `${goods}: ${matter}`,
    headings: [],
    text: `The ${goods} ${text}.`,
    page: `${goods} ${matter}`,
  })),
)
const asPassage = (index: number) => ({ ...PASSAGES[index]!, headingPath: [] })

describe('a corpus asks itself', () => {
  let db: TestDatabase
  const embedder = localEmbedder({ threads: 1 })
  beforeAll(async () => {
    db = await openTestDatabase()
    await loadPassages(db, embedder, PASSAGES)
  }, 120_000)
  afterAll(async () => {
    await embedder.close()
    await db.close()
  })

  it('the same questions each time, half of them without their page', async () => {
    const retriever = createRetriever(db, embedder)
    const first = await askOwnCorpus(db, retriever, { passages: 8 })
    const again = await askOwnCorpus(db, createRetriever(db, embedder), { passages: 8 })
    expect(again.map(({ text, right }) => [text, right])).toEqual(
      first.map(({ text, right }) => [text, right]),
    )
    expect(first.filter(({ answerable }) => answerable)).toHaveLength(8)
    expect(first.filter(({ answerable, right }) => !answerable && right)).toEqual([])
    expect(first.some(({ right }) => right)).toBe(true)
    // Where the very question is asked again, its page is not found any more.
    const pairs = first.flatMap((asked, index) => {
      const next = first[index + 1]
      return asked.answerable && asked.right && next?.text === asked.text ? [[asked, next] as const] : []
    })
    expect(pairs.length).toBeGreaterThan(0)
    for (const [own, without] of pairs)
      expect(without.retrieval.candidates.map(({ pageId }) => pageId)).not.toContain(
        own.retrieval.candidates[0]!.pageId,
      )
  })

  it('and keeps a gate that answers are then judged by, until much changes', async () => {
    const retriever = createRetriever(db, embedder)
    expect(await needsCalibration(db)).toBe(true)
    expect(await currentWeights(db)).toEqual(shippedWeights())
    let refreshed = 0
    const fitted = async () => void refreshed++
    const calibrator = createCalibrator({ db, retriever, log: createLog('warn'), fitted })
    await Promise.all([calibrator.run(), calibrator.run()])
    expect(refreshed).toBe(1)
    const own = await newestSiteGate(db)
    expect(own?.fittedOn).toMatchObject({ questions: 48, labels: 0, passages: 24 })
    expect(await currentWeights(db)).toEqual(own?.weights)
    expect(await needsCalibration(db)).toBe(false)

    await saveLabels(
      db,
      [parseLabel({ text: 'kettle rust?', answerable: true, page: 'kettle warranty' })],
      'test',
    )
    expect(await needsCalibration(db)).toBe(true)
    const fit = await calibrateSite({ db, retriever, log: createLog('warn') })
    expect(fit?.fittedOn.labels).toBe(1)
    expect(await needsCalibration(db)).toBe(false)
    await calibrator.stop()
  })

  describe('with a composer that may decline', () => {
    const answerable = GOODS.flatMap((goods) =>
      MATTERS.slice(0, 2).map(([matter], index) => ({
        text: `how about ${goods} ${['rust warranty', 'vinegar cleaning'][index]}`,
        answerable: true as const,
        page: `${goods} ${matter}`,
      })),
    ).concat(
      GOODS.map((goods) => ({
        text: `where do ${goods} spare screws come from, leith`,
        answerable: true as const,
        page: `${goods} spare parts`,
      })),
    )
    const others = GOODS.flatMap((goods) =>
      ['warranty voucher', 'cleaning discount', 'screw recycling', 'rust insurance', 'vinegar allergy'].map(
        (what) => ({
          text: `is there a ${goods} ${what}`,
          answerable: false as const,
        }),
      ),
    )
    let claude: AnthropicDouble
    beforeAll(async () => {
      claude = await startAnthropicDouble()
      await saveLabels(db, [...answerable, ...others].map(parseLabel), 'composed')
    })
    afterAll(() => claude.close())
    const composerOf = (model: string) =>
      createClaude({ apiKey: claude.key, baseUrl: claude.url, model, retries: 0 }).composer
    const calibrated = async (model = 'claude-sonnet-5-5') => {
      const retriever = createRetriever(db, embedder)
      const composer = composerOf(model)
      const fit = await calibrateSite({ db, retriever, composer, log: createLog('silent') })
      return { fit, composer, retriever, weights: await currentWeights(db) }
    }
    /** Thirty labels cannot show much less. */
    const RISK = 0.15
    const at = (expected: readonly Expectation[] = []) => expected.find(({ risk }) => risk === RISK)!

    it('learns from the labels how far to trust what it does not decline', async () => {
      claude.behave('careful')
      const { fit, composer, retriever, weights } = await calibrated()
      const labels = answerable.length + others.length + 1
      expect(fit?.fittedOn).toMatchObject({ labels, composer: 'claude-sonnet-5-5' })
      expect(claude.requests.length).toBeGreaterThan(0.9 * labels)
      expect(claude.requests.length).toBeLessThanOrEqual(labels)
      expect(at(fit?.expectedComposed).answered).toBeGreaterThan(at(fit?.expected).answered + 0.5)
      expect(at(fit?.expectedComposed).wrong).toBeLessThanOrEqual(RISK)
      expect(await needsCalibration(db, composer)).toBe(false)
      expect(await needsCalibration(db, composerOf('claude-opus-5-5'))).toBe(true)

      const gate = createGate(weights)
      const retrieval = await retriever.retrieve({ text: 'how about saddle vinegar cleaning' })
      const plain = gate.judge('q', retrieval, RISK)
      const proven = gate.judge('q', retrieval, RISK, 'claude-sonnet-5-5')
      expect(proven).toMatchObject({ decision: 'answer', by: 'claude-sonnet-5-5' })
      expect(proven.confidence).toBeGreaterThan(plain.confidence)
      expect(proven.passages.length).toBeGreaterThan(plain.passages.length)
      expect(gate.judge('q', retrieval, RISK, 'claude-opus-5-5')).toEqual(plain)
    })

    it('and trusts one no further that answers whatever it is asked', async () => {
      claude.behave('honest')
      const { fit, weights } = await calibrated()
      expect(fit?.fittedOn.composer).toBe('claude-sonnet-5-5')
      expect(weights.composed).toBeUndefined()
    })

    it('of many labels it is asked the same ones each time, in their mix', () => {
      const labels = Array.from({ length: 300 }, (_, index) => {
        const answerable = index % 3 !== 0
        const text = `${answerable ? 'can I' : 'what if'} ${index}`
        return parseLabel(answerable ? { text, answerable, page: '1' } : { text, answerable })
      })
      const asked = drawn(labels)
      expect(asked).toHaveLength(200)
      expect(drawn(labels.toReversed())).toEqual(asked)
      expect(asked.filter(({ answerable }) => !answerable).length).toBeGreaterThan(50)
    })

    it('only with a key, and where the settings let it', () => {
      const composer = (settings: Record<string, string>) => calibrationComposer(readConfig(settings))
      expect(composer({ ANTHROPIC_API_KEY: 'key' })?.model).toBe('claude-sonnet-5-5')
      expect(composer({ ANTHROPIC_API_KEY: 'key', CALIBRATE_WITH_CLAUDE: 'no' })).toBeUndefined()
      expect(composer({})).toBeUndefined()
    })

    it('of a model that cannot be reached what was known stays, and it is asked again after a while', async () => {
      claude.behave('careful')
      const known = (await calibrated()).weights.composed
      claude.behave('overloaded')
      const { fit, composer, weights } = await calibrated()
      expect(fit?.fittedOn).toMatchObject({
        composer: 'claude-sonnet-5-5',
        composerFailedAt: expect.stringMatching(/Z$/),
      })
      expect(weights.composed).toEqual(known)
      expect(await needsCalibration(db, composer)).toBe(false)
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_700_000 })
      onTestFinished(() => void vi.useRealTimers())
      expect(await needsCalibration(db, composer)).toBe(true)
    })
  })

  it('is asked nothing more once it was told to end', async () => {
    const retriever = createRetriever(db, embedder)
    expect(
      await calibrateSite({ db, retriever, log: createLog('warn'), signal: AbortSignal.abort() }),
    ).toBeUndefined()
  })
})

describe('questions made from passages', () => {
  it('depend on the passage and the chance alone', () => {
    const texts = (seed: string) =>
      PASSAGES.map((_, index) => questionAbout(asPassage(index), chanceOf(`${seed} ${index}`)))
    expect(texts('one')).toEqual(texts('one'))
    expect(texts('one')).not.toEqual(texts('two'))
    expect(questionAbout({ title: 'Empty', headingPath: [], text: 'It is.' }, chanceOf('x'))).toBeUndefined()
  })

  it('beside the point name the subject, and ask for what its page does not hold', () => {
    const own = { title: 'Kettle', headingPath: [], text: 'The kettle boils.' }
    const other = { title: 'Boat', headingPath: [], text: 'Varnish the hull every spring.' }
    const asked = Array.from({ length: 40 }, (_, seed) => questionBeside(own, other, chanceOf(`${seed}`))!)
    expect(asked.filter((text) => /kettle/.test(text)).length).toBeGreaterThan(15)
    expect(asked.filter((text) => /varnish|hull|every|spring/.test(text)).length).toBeGreaterThan(25)
    expect(asked.join(' ')).not.toContain('boils')
  })
})

describe('labels', () => {
  it('say where the answer is, or that there is none', () => {
    expect(parseLabel({ text: 'q', answerable: true, page: '1', history: [['user', 'hi']] })).toEqual({
      text: 'q',
      answerable: true,
      pages: ['1'],
      history: [{ role: 'user', text: 'hi' }],
    })
    expect(() => parseLabel({ text: 'q', answerable: true })).toThrow(/needs a page/)
  })
})

describe('site gate', () => {
  const base = shippedWeights()
  const chance = chanceOf('site')
  /** Questions whose matches score higher (lift) than the shipped weights know, right ones above wrong ones. */
  const rows = (count: number, lift: number, noise: number): SiteRow[] =>
    Array.from({ length: count }, (_, index) => {
      const right = index % 3 !== 0
      const height = (right ? 1 : -1) + noise * (chance() - 0.5) + lift
      const values = Object.fromEntries(
        Object.keys(FEATURES.read).map((name) => {
          const { mean, deviation, weight } = base.kinds.read.features.find(
            (feature) => feature.name === name,
          )!
          return [name, mean + Math.sign(weight) * deviation * height]
        }),
      )
      return { features: { kind: 'read', values: { read: values, matched: {} } }, right, answerable: right }
    })

  const read = (weights: GateWeights) => weights.kinds.read
  const thresholdOf = (weights: GateWeights, risk: number) =>
    read(weights).thresholds.find((entry) => entry.risk === risk)!.confidence
  const confidence = (weights: GateWeights, row: SiteRow) =>
    confidenceAt(read(weights).calibration, logit(read(weights), row.features!.values.read))

  it('learns from labels how high a site scores, and keeps the thresholds', () => {
    const [probe] = rows(1, 0, 0)
    const generous = siteGate(base, { self: [], labels: rows(80, -0.6, 0.2) }).weights
    expect(confidence(generous, probe!)).toBeGreaterThan(confidence(base, probe!))
    expect(read(generous).thresholds).toEqual(read(base).thresholds)
    const wrong = rows(80, 0.6, 0.2).map((row) => ({ ...row, right: false }))
    const careful = siteGate(base, { self: [], labels: wrong }).weights
    expect(confidence(careful, probe!)).toBeLessThan(confidence(base, probe!))
  })

  it('stays near the shipped gate where labels bear it out, and is it where there are next to none', () => {
    const { intercept, features } = base.kinds.read
    const reach = features.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
    const at = (value: number): SiteRow['features'] => {
      const height = (value - intercept) / reach
      const values = Object.fromEntries(
        features.map(({ name, mean, deviation, weight }) => [
          name,
          mean + Math.sign(weight) * deviation * height,
        ]),
      )
      return { kind: 'read', values: { read: values, matched: {} } }
    }
    // Of four questions at each logit as many are right as the gate says.
    const labels = [-4, -3, -2, -1.1, 0, 0, 1.1, 2, 3, 4].flatMap((value) =>
      [0.125, 0.375, 0.625, 0.875].map((quantile) => {
        const right = quantile < confidenceAt(base.kinds.read.calibration, value)
        return { features: at(value), right, answerable: right }
      }),
    )
    const own = siteGate(base, { self: [], labels }).weights
    expect(Math.abs(read(own).intercept - intercept)).toBeLessThan(0.5)
    expect(siteGate(base, { self: [], labels: labels.slice(0, 10) }).weights.kinds).toEqual(base.kinds)
  })

  it('answers nothing where the corpus itself cannot be told apart', () => {
    const sure = rows(300, 30, 0)
    const { weights, expected } = siteGate(base, { self: sure, labels: [] })
    expect(expected.find(({ risk }) => risk === 0.05)).toMatchObject({ answered: 0, wrong: 0 })
    expect(thresholdOf(weights, 0.05)).toBe(2)
  })

  it('is not braked by what chance alone would bring', () => {
    const sure = rows(28, 30, 0)
    const wrong = (count: number) => sure.map((row, at) => ({ ...row, right: at >= count }))
    const most = 0.05 * 3
    // Of 28, so many wrong are 11% likely at that share, and one more 4%.
    expect(most).toBeCloseTo(0.15)
    const braked = (count: number) =>
      thresholdOf(siteGate(base, { self: wrong(count), labels: [] }).weights, 0.05)
    expect(braked(7)).toBe(thresholdOf(base, 0.05))
    expect(braked(8)).toBeGreaterThan(thresholdOf(base, 0.05))
  })

  it('never answers more than the shipped gate for what the corpus says of itself', () => {
    const { weights } = siteGate(base, { self: rows(300, 3, 1), labels: [] })
    for (const { risk } of read(base).thresholds)
      expect(thresholdOf(weights, risk)).toBeGreaterThanOrEqual(thresholdOf(base, risk))
  })

  it('accepts more answers at a higher risk, and is the same each time', () => {
    const questions = { self: rows(200, 0, 3), labels: rows(60, 0, 3) }
    const { weights } = siteGate(base, questions)
    expect(siteGate(base, questions).weights).toEqual(weights)
    const confidences = weights.kinds.read.thresholds.map((entry) => entry.confidence)
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a))
  })
})

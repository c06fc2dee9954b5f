import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../src/log.ts'
import { parseLabel } from '../../src/cli/labels.ts'
import { openAnswers } from '../../src/main/answers.ts'
import { calibrateSite } from '../../src/main/calibration.ts'
import { saveLabels } from '../../src/store/labels.ts'
import { loadGolden, loadGoldenTest, traps } from '../demo-shop/load.ts'
import { askAll, isTestHalf, type Asked } from './measure.ts'
import { trainedShop, type TrainedShop } from './trained-shop.ts'

/**
 * What the gate reaches after it calibrated itself on the corpus and on 80 labelled questions, on questions that nothing was fitted on and nobody
 * looked at before. The target is 85% of the answerable (51 of 60) and no unanswerable one. Measured at 5%: 12 right, none wrong. At
 * 10% it is 20 right and 3 wrong, at 20% 34 right and 6 wrong: the gap to the target is real.
 */
const LEAST_RIGHT = 9
const MOST_UNANSWERABLE = 1

describe('golden questions that nothing was fitted on, at 5% accepted risk', () => {
  let shop: TrainedShop
  let asked: Asked[]
  beforeAll(async () => {
    shop = await trainedShop()
    const training = loadGolden().filter((question) => !isTestHalf(question))
    await saveLabels(shop.db, training.map(parseLabel), 'golden questions, training half')
    await calibrateSite({ db: shop.db, retriever: shop.knowledge.retriever, log: createLog('warn') })
    const answerer = await openAnswers({ ...shop, log: createLog('warn'), risk: 0.05 })
    asked = await askAll(shop.db, answerer, loadGoldenTest())
  }, 600_000)
  afterAll(() => shop.close())

  it('are answered with the key facts of the right page, or not at all (target: 85% right; far from reached)', () => {
    const answerable = asked.filter(({ question }) => question.answerable)
    const right = answerable.filter(
      ({ reply, rightPage, facts }) => reply.outcome === 'answer' && rightPage && facts,
    )
    const missed = answerable.filter((entry) => !right.includes(entry))
    console.log(`golden: ${right.length} of ${answerable.length} answerable are answered rightly`)
    for (const { question, reply, rightPage, facts } of missed)
      console.log(
        `  ${question.id} ${reply.outcome} ${reply.confidence.toFixed(2)} page ${rightPage} facts ${facts}: ${question.text}`,
      )
    const wrong = asked.filter((entry) => entry.reply.outcome === 'answer' && !right.includes(entry))
    expect(wrong.length).toBeLessThanOrEqual(2)
    expect(right.length).toBeGreaterThanOrEqual(LEAST_RIGHT)
  })

  it('are not answered where the wiki has no answer (target: none)', () => {
    const wrong = asked.filter(({ question, reply }) => !question.answerable && reply.outcome === 'answer')
    for (const { question, reply } of wrong)
      console.log(`  ${question.id}: ${question.text} -> ${reply.content.text}`)
    expect(wrong.length).toBeLessThanOrEqual(MOST_UNANSWERABLE)
  })

  it('never cite what is restricted, archived, excluded or trashed', () => {
    const never: string[] = [
      traps.restricted,
      traps.restrictedByParent,
      traps.archived,
      traps.draft,
      traps.trashed,
    ]
    expect(asked.flatMap(({ pages }) => pages).filter((page) => never.includes(page))).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../src/log.ts'
import { openAnswers } from '../../src/main/answers.ts'
import { loadGolden, traps } from '../demo-shop/load.ts'
import { askAll, isTestHalf, type Asked } from './measure.ts'
import { trainedShop, type TrainedShop } from './trained-shop.ts'

describe('golden questions, the half that nothing was fitted on, at 5% accepted risk', () => {
  let shop: TrainedShop
  let asked: Asked[]
  beforeAll(async () => {
    shop = await trainedShop()
    const answerer = await openAnswers({ ...shop, log: createLog('warn'), risk: 0.05 })
    asked = await askAll(shop.db, answerer, loadGolden().filter(isTestHalf))
  }, 600_000)
  afterAll(() => shop.close())

  it('are answered with the key facts of the right page, or not at all', () => {
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
    expect(wrong.length).toBeLessThanOrEqual(Math.max(1, 0.1 * asked.length))
    expect(right.length).toBeGreaterThan(0)
  })

  it('are not answered where the wiki has no answer', () => {
    const wrong = asked.filter(({ question, reply }) => !question.answerable && reply.outcome === 'answer')
    for (const { question, reply } of wrong)
      console.log(`  ${question.id}: ${question.text} -> ${reply.content.text}`)
    expect(wrong.map(({ question }) => question.id)).toEqual([])
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

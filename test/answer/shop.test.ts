import { describe, expect, test } from 'vitest'
import { chunk } from '../../knowledge/chunk/index.ts'
import { convert } from '../../knowledge/convert/index.ts'
import { check } from '../../src/answer/check/check.ts'
import { createExtractor } from '../../src/answer/compose/extract.ts'
import { joinSentences } from '../../src/answer/compose/render.ts'
import { contentStems } from '../../src/answer/text/words.ts'
import type { Candidate } from '../../src/contract/knowledge.ts'
import { loadGolden, loadShop, traps, type AnswerableQuestion } from '../demo-shop/load.ts'

const shop = loadShop()
/** About the sizes that the embedder's own tokeniser gives. */
const countTokens = (text: string) =>
  Math.ceil((text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0) * 1.1)
let next = 1

function passagesOf(pageId: string): Candidate[] {
  const page = shop.pages.find((candidate) => candidate.id === pageId)!
  const url = `${shop.site.url}/wiki/spaces/${page.spaceKey}/pages/${page.id}`
  const { markdown } = convert({ format: 'view', value: page.viewHtml, baseUrl: url, title: page.title })
  return chunk(markdown, { title: page.title, countTokens }).map(({ headingPath, text }) => ({
    chunkId: next++,
    pageId: Number(pageId),
    title: page.title,
    headingPath,
    text,
    url,
    pageVersion: page.version,
    group: pageId,
    signals: {},
    score: 0,
  }))
}

const holds = (text: string, alternatives: string[]) => {
  const plain = (value: string) => value.toLowerCase().replace(/\s+/g, ' ')
  return alternatives.some((alternative) => plain(text).includes(plain(alternative)))
}

/** The page's passages, the one that holds the facts first: what extraction gets when retrieval did its work. */
function given({ text, history, page, facts }: AnswerableQuestion): Candidate[] {
  const asked = contentStems([...(history ?? []).map(([, said]) => said), text].join(' '))
  const shared = (passage: Candidate) => {
    const stems = contentStems(`${passage.headingPath.join(' ')} ${passage.text}`)
    return asked.filter((stem) => stems.includes(stem)).length
  }
  const held = (passage: Candidate) =>
    facts.filter((fact) => holds([passage.title, ...passage.headingPath, passage.text].join(' '), fact))
      .length
  const all = [page].flat().flatMap(passagesOf)
  const [first, ...rest] = all.sort((a, b) => held(b) - held(a) || shared(b) - shared(a))
  return [first!, ...rest.sort((a, b) => shared(b) - shared(a)).slice(0, 3)]
}

/** What the shopper would read, and what the check stopped. */
async function answered(question: AnswerableQuestion) {
  const history = (question.history ?? []).map(([role, text]) => ({ role, text }))
  const asked = { question: question.text, history, language: 'en', passages: given(question) }
  const checked = check(await createExtractor().compose(asked), asked)
  return {
    text: joinSentences(checked.sentences),
    stopped: checked.trace.filter(({ supported }) => !supported),
  }
}

describe('extraction on the demo shop, with the right passage first', () => {
  const questions = loadGolden().filter((question) => question.answerable)
  // The rules were written with an eye on the odd half; the even half shows how far they carry.
  test.each([
    ['odd', 1, 0.95],
    ['even', 0, 0.92],
  ])('the %s half: answers hold the key facts and stay short', async (half, remainder, least) => {
    const asked = questions.filter(({ id }) => Number(id.slice(1)) % 2 === remainder)
    const missed: string[] = []
    let length = 0
    for (const question of asked) {
      const { text, stopped } = await answered(question)
      length += text.length
      expect({ id: question.id, stopped }).toEqual({ id: question.id, stopped: [] })
      expect(text.length).toBeLessThan(1200)
      if (!question.facts.every((fact) => holds(text, fact))) missed.push(question.id)
    }
    const share = 1 - missed.length / asked.length
    const mean = Math.round(length / asked.length)
    console.log(
      `extraction, ${half} half: ${(share * 100).toFixed(1)}% of ${asked.length} with all facts, ${mean} characters on average; missed ${missed.join(' ') || 'none'}`,
    )
    expect(share).toBeGreaterThanOrEqual(least)
    expect(mean).toBeLessThan(500)
  })

  test('the order hidden in a review is never quoted', async () => {
    const passages = passagesOf(traps.injection)
    for (const question of [
      'how much is a refund for the stove?',
      'where do i write to for a refund',
      'what do customers say about the stove',
    ]) {
      const asked = { question, history: [], language: 'en', passages }
      const checked = check(await createExtractor().compose(asked), asked)
      expect(joinSentences(checked.sentences)).not.toMatch(/500|payback|ignore your rules/)
    }
  })
})

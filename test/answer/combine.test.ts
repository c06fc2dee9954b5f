import { describe, expect, test } from 'vitest'
import { combine } from '../../src/answer/combine.ts'
import { joinSentences } from '../../src/answer/compose/render.ts'
import type { PartResult } from '../../src/answer/part.ts'

/** An answer of these lines, each from a place of its own on a page. */
const from = (page: number, ...lines: string[]): PartResult => ({
  trace: {
    question: 'a question',
    intent: 'question',
    candidates: [],
    checks: [],
    outcome: 'answer',
    answer: joinSentences(lines.map((text) => ({ text }))),
  },
  citations: [],
  choices: [],
  edition: 1,
  sentences: lines.map((text) => ({
    text,
    cites: [{ chunkId: page, quote: text.replace(/^\s*(?:-|\d\.) /, '') }],
  })),
})
const leftOut = (question: string): PartResult => ({
  trace: { question, intent: 'too_many_questions', candidates: [], checks: [], outcome: 'handoff' },
  citations: [],
  choices: [],
  edition: 1,
})
const said = (...answers: PartResult[]) => combine(answers, 'en').content.text

describe('answers to several questions', () => {
  const all = ['- Hull — Sunday: closed', '- Leith — Sunday: 11:00–16:00', '- Ayr — Sunday: closed']
  const list = all.join('\n')

  test('what an earlier one holds whole is not said again', () => {
    expect(said(from(1, ...all), from(1, ...all.slice(1)))).toBe(list)
    expect(said(from(1, ...all), from(1, ...all))).toBe(list)
  })
  test('but a single line is, picked out of what was said', () => {
    const line = 'Leith — Sunday: 11:00–16:00'
    expect(said(from(1, ...all), from(1, line))).toBe(`${list}\n\n${line}`)
    expect(said(from(1, line), from(1, line))).toBe(line)
  })
  test('nothing is taken out of an answer: what is left may mean something else', () => {
    const sale = 'Sale items are excluded.'
    expect(
      said(from(1, 'Returns are free for 30 days.', sale), from(1, 'Exchanges take 14 days.', sale)),
    ).toBe(`Returns are free for 30 days. ${sale}\n\nExchanges take 14 days. ${sale}`)
  })
  test('the same words from another place are another answer', () => {
    expect(said(from(1, ...all), from(2, ...all.slice(1)))).toBe(`${list}\n\n${all.slice(1).join('\n')}`)
    const headed = ['**Leith:**\n\n- Sunday: closed', '- Saturday: 10–4']
    expect(said(from(1, '**Hull:**\n\n- Sunday: closed', '- Saturday: 9–5'), from(1, ...headed))).toContain(
      joinSentences(headed.map((text) => ({ text }))),
    )
  })
})

describe('questions that are left out', () => {
  test.each(['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ar', 'ja', 'zh'])('%s', (language) => {
    const results = [from(1, 'Yes.'), leftOut('and who pays?'), leftOut('and where?')]
    const { outcome, content } = combine(results, language)
    const [answer, why, list] = content.text.split('\n\n')
    expect(outcome).toBe('handoff')
    expect([answer, list]).toEqual(['Yes.', '- and who pays?\n- and where?'])
    expect(why).not.toContain('{part}')
  })
})

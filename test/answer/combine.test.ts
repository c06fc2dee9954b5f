import { describe, expect, test } from 'vitest'
import { combine } from '../../src/answer/combine.ts'
import type { PartResult } from '../../src/answer/part.ts'

const answered = (answer: string): PartResult => ({
  trace: {
    question: 'a question',
    intent: 'question',
    candidates: [],
    checks: [],
    outcome: 'answer',
    answer,
  },
  citations: [],
  choices: [],
  edition: 1,
})
const leftOut = (question: string): PartResult => ({
  trace: { question, intent: 'too_many_questions', candidates: [], checks: [], outcome: 'handoff' },
  citations: [],
  choices: [],
  edition: 1,
})
const said = (...answers: string[]) => combine(answers.map(answered), 'en').content.text

describe('answers to several questions', () => {
  test('a sentence is said once', () => {
    expect(
      said(
        'Refunds take 5 days. We write to you.',
        'You have 30 days. Refunds take 5 days. Labels are free.',
      ),
    ).toBe('Refunds take 5 days. We write to you.\n\nYou have 30 days. Labels are free.')
  })
  test('a row is said once, in a list or alone, with or without its heading', () => {
    const canoe = 'Canoe — Deposit: £100; A day: £35'
    const rest = '- Kayak — Deposit: £80; A day: £25\n- Raft — Deposit: £200; A day: £90'
    expect(said(canoe, `**Prices:**\n\n- ${canoe}\n${rest}`)).toBe(`${canoe}\n\n**Prices:**\n\n${rest}`)
    expect(said(`**Prices:**\n\n- ${canoe}\n${rest}`, `**Prices:** ${canoe}\n\nChildren pay half.`)).toBe(
      `**Prices:**\n\n- ${canoe}\n${rest}\n\nChildren pay half.`,
    )
  })
  test('an item is its sentences', () => {
    const list = '- Dry it flat. Never tumble dry.\n- Spin it at 600 turns.'
    expect(said(list, 'Never tumble dry. Iron it while damp.')).toBe(`${list}\n\nIron it while damp.`)
  })
  test('what would be left with nothing is said again where it is one line', () => {
    const table = '- Hull — Sunday: closed\n- Leith — Sunday: 11:00–16:00'
    expect(said(table, 'Leith — Sunday: 11:00–16:00')).toBe(`${table}\n\nLeith — Sunday: 11:00–16:00`)
    expect(said(table, table)).toBe(table)
    const part = '- Hull — Sunday: closed\n- Leith — Sunday: 11:00–16:00'
    expect(said(`- Ayr — Sunday: closed\n${part}`, part)).toBe(`- Ayr — Sunday: closed\n${part}`)
  })
  test('a sentence that the next one leans on stays', () => {
    const [first, next] = ['Points lapse after 24 months.', 'They are worth 4p each.']
    expect(said(first, `${first} ${next}`)).toBe(`${first}\n\n${first} ${next}`)
  })
  test('steps stay whole, with what leads in to them', () => {
    const steps = 'To return something:\n\n1. Print the label.\n2. Drop the parcel.'
    expect(said('1. Print the label.\n2. Wait.', steps)).toContain(steps)
    expect(said(steps, `${steps}\n\nRefunds take 5 days.`)).toBe(`${steps}\n\nRefunds take 5 days.`)
    expect(said('To hire:\n\n- Bring a card.', 'To hire:\n\n- Bring a card.\n- Bring a friend.')).toBe(
      'To hire:\n\n- Bring a card.\n\nTo hire:\n\n- Bring a friend.',
    )
  })
})

describe('questions that are left out', () => {
  test.each(['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ar', 'ja', 'zh'])('%s', (language) => {
    const results = [answered('Yes.'), leftOut('and who pays?'), leftOut('and where?')]
    const { outcome, content } = combine(results, language)
    const [answer, why, list] = content.text.split('\n\n')
    expect(outcome).toBe('handoff')
    expect([answer, list]).toEqual(['Yes.', '- and who pays?\n- and where?'])
    expect(why).not.toContain('{part}')
  })
})

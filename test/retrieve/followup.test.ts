import { describe, expect, it } from 'vitest'
import { rewrite } from '../../knowledge/retrieve/followup/rewrite.ts'
import { phrases } from '../../knowledge/retrieve/followup/phrases.ts'
import { standAlone } from '../../knowledge/retrieve/history.ts'
import { isAcceptable, loadFollowUps } from '../followups.ts'

/** How many of each half of 60 are rewritten acceptably; the first was built on, the second only measured. */
const ACCEPTABLE = { build: 60, final: 44 }

describe('a follow-up and the question before it become one', () => {
  it.each([
    // A place, a product, a number or a way takes the place of the one before.
    ['how long is delivery to Germany?', 'and to Norway?', 'how long is delivery to Norway?'],
    ['do you deliver to Ireland', 'what about the USA?', 'do you deliver to the USA'],
    ['what does the Lintel 2 weigh', 'and the Lintel 3?', 'what does the Lintel 3 weigh'],
    ['is the Keswick shop open on Sunday', 'what about Sheffield?', 'is Sheffield shop open on Sunday'],
    ['what does E5 mean', 'and E7?', 'what does E7 mean'],
    [
      'can I return something I ordered online',
      'what about in store?',
      'can I return something I ordered in store',
    ],
    ['how do I pay by card', 'and by invoice?', 'how do I pay by invoice'],
    [
      'what does a cover for the Turn cost',
      'and a rain tent for the Haul?',
      'what does a rain tent for the Haul cost',
    ],
    ['what discount do I get if I live alone', 'and if I study?', 'what discount do I get if I study?'],
    [
      'what warranty do the jackets have',
      'and how long for the tents?',
      'how long what warranty do the tents have',
    ],
  ])('replacement: %s | %s', (earlier, text, expected) =>
    expect(rewrite(earlier, text)).toEqual({ kind: 'replacement', text: expected }),
  )

  it.each([
    [
      'what colours does the Brum Duo come in',
      'how long is it guaranteed?',
      'how long is the Brum Duo guaranteed?',
    ],
    ['how heavy is the Tarn', 'can I wash it?', 'can I wash the Tarn?'],
    [
      'which battery does the Haul use',
      'what does a new one cost?',
      'what does a new battery the Haul cost?',
    ],
  ])('pronoun: %s | %s', (earlier, text, expected) =>
    expect(rewrite(earlier, text)).toEqual({ kind: 'pronoun', text: expected }),
  )

  it.each([
    ['how long does delivery to Ireland take', 'what about gift cards?', 'gift cards?'],
    ['how heavy is the Tarn', 'what about returns?', 'returns?'],
    ['how heavy is the Tarn', 'and can you wrap presents?', 'and can you wrap presents?'],
    ['how heavy is the Tarn', 'and gift cards, do they expire?', 'gift cards, do they expire?'],
  ])('a new topic stands alone: %s | %s', (earlier, text, expected) =>
    expect(rewrite(earlier, text)).toEqual({ kind: 'alone', text: expected }),
  )

  it.each([
    ['can you mend the zip of my jacket', 'and how long does that take?'],
    ['do you have a discount for teachers', "i'm a student actually"],
    ['what is an account', 'Virtualization'],
    ['wie lange dauert der Versand nach Deutschland?', 'und nach Österreich?'],
    ['combien coûte la livraison en France ?', 'et en Suisse ?'],
    ['how long is delivery to Germany', 'und nach Österreich?'],
    ['what does it cost', '???'],
    ['', 'and to Norway?'],
  ])('addition keeps both: %s | %s', (earlier, text) =>
    expect(rewrite(earlier, text)).toEqual({ kind: 'addition', text: `${earlier} ${text}` }),
  )

  it('follows a chain of turns, and leaves a question that stands alone as it is', () => {
    const history = ['how much is delivery to Germany', 'and to France?'].map((text) => ({
      role: 'user' as const,
      text,
    }))
    expect(standAlone('and to Norway?', history)).toBe('how much is delivery to Norway')
    const whole = 'which ski length is right for a beginner of 180 cm?'
    expect(standAlone(whole, history)).toBe(whole)
  })

  it('bears long and odd texts', () => {
    const long = 'and to '.repeat(300)
    expect(rewrite(long, long).text.length).toBeLessThan(5000)
    expect(rewrite(`how much is ${'a b, '.repeat(300)}`, `and ${'for the x '.repeat(100)}`).text).toContain(
      'x',
    )
  })
})

describe('phrases of a question', () => {
  it('tells names, what leads them, and their sorts', () => {
    const found = phrases('what does standard delivery of a rain cover to New Zealand cost on Sunday')
    expect(found.map(({ preposition, words, sort }) => [preposition, words.join(' '), sort])).toEqual([
      [undefined, 'standard delivery', 'service'],
      ['of', 'rain cover', 'thing'],
      ['to', 'new zealand', 'place'],
      ['on', 'sunday', 'time'],
    ])
  })
})

describe('practice follow-ups', () => {
  const all = loadFollowUps()
  it.each(['build', 'final'] as const)('are rewritten acceptably: %s', (half) => {
    const own = all.filter((row) => row.half === half)
    const good = own.filter((row) =>
      isAcceptable(
        row,
        standAlone(
          row.text,
          row.history.map(([role, text]) => ({ role, text })),
        ),
      ),
    )
    expect(own).toHaveLength(60)
    expect(good.length).toBeGreaterThanOrEqual(ACCEPTABLE[half])
  })
})

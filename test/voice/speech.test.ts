import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { render } from '../../channels/voice/render.ts'
import { limits } from '../../channels/voice/settings.ts'
import { plainLines } from '../../channels/voice/speech/markdown.ts'
import { speakable } from '../../channels/voice/speech/speakable.ts'
import { understandKeys, understandSpeech } from '../../channels/voice/understand.ts'
import { RETURNS, text } from './harness.ts'

describe('English for the ear', () => {
  it.each([
    ['It costs €4.95.', 'It costs 4 euros 95.'],
    ['It costs 4,95 €.', 'It costs 4 euros 95.'],
    ['£1.00, £1.05 or $1,299.00', '1 pound, 1 pound 05 or 1299 dollars'],
    ['Between £3.99–£4.99', 'Between 3.99 to 4 pounds 99'],
    ['Orders over €50+', 'Orders over 50 euros or more'],
    ['In 3–5 working days', 'In 3 to 5 working days'],
    ['In 3-5 days', 'In 3 to 5 days'],
    ['Choice 0-1, a 14-day return', 'Choice 0-1, a 14-day return'],
    ['Standard – £3.99 – 3 days', 'Standard, 3 pounds 99, 3 days'],
    ['Mon–Fri, 9:00–17:30', 'Monday to Friday, 9 am to 5:30 pm'],
    ['From 8am–6pm', 'From 8am to 6pm'],
    ['30 x 20 cm and 2.5kg', '30 by 20 centimetres and 2.5 kilograms'],
    ['1 kg at 30°C, 10% off', '1 kilogram at 30 degrees Celsius, 10 percent off'],
    ['Until 2026-03-01.', 'Until 1 March 2026.'],
    ['Call +44 20 7946 0958', 'Call plus 4 4, 2 0, 7 9 4 6, 0 9 5 8'],
    ['Write to help@larkmoor.example.', 'Write to help at larkmoor dot example.'],
    ['See https://a.example/b?c=d, or www.a.example.', 'See our website, or our website.'],
    ['Go to larkmoor.example/returns now', 'Go to our website now'],
    ['Shoes & bags, e.g. boots, etc.', 'Shoes and bags, for example boots, and so on'],
    ['Order #1234 <b>now</b>, < 5 left', 'Order number 1234 now, less than 5 left'],
    ['Version 2.0.1 of LM-12345-67', 'Version 2.0.1 of LM-12345-67'],
    ['Thanks 🙂!', 'Thanks!'],
  ])('%s', (written, spoken) => expect(speakable(written, 'en-US')).toBe(spoken))
})

describe('other languages', () => {
  it.each([
    [
      'de-DE',
      'Mo–Fr 9:00–17:30 Uhr, ca. 4,95 €, 2–3 Tage',
      'Montag bis Freitag 9 Uhr bis 17 Uhr 30, etwa 4 Euro 95, 2 bis 3 Tage',
    ],
    ['de-DE', 'Ab 1.299,00 € am 2026-03-01', 'Ab 1299 Euro am 1. März 2026'],
    ['fr-FR', 'De 9:00 à 17:30, 4,95 €, 5 %', 'De 9 heures à 17 heures 30, 4 euros 95, 5 pour cent'],
    ['es-ES', 'Cuesta 4,95 € & tarda 2–3 días', 'Cuesta 4 euros 95 y tarda 2 a 3 días'],
  ])('%s: %s', (language, written, spoken) => expect(speakable(written, language)).toBe(spoken))
})

describe('whatever is written', () => {
  it('leaves no address, no tag and no Markdown, and never grows old', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.webUrl({ withQueryParameters: true }),
        (words, url) => {
          const spoken = speakable(`${words} ${url} end`, 'en-US')
          expect(spoken).not.toMatch(/https?:\/\/|<|>/)
          expect(speakable(spoken, 'en-US')).not.toMatch(/<|>/)
        },
      ),
    )
  })

  it('is said whole, in stretches within the limit', () => {
    const word = fc.stringMatching(/^[a-z]{1,10}q$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 400 }), (words) => {
        const said = render(text(words.join(' '))).map((speech) => speech.text)
        expect(said.join(' ').replace(/\.$/, '')).toBe(words.join(' '))
        expect(said.every((one) => one.length <= limits.textLength)).toBe(true)
      }),
    )
  })

  it('keeps links’ words and drops the marks', () => {
    expect(plainLines('## Sale\n\n- **Shoes** and [bags](https://a.example)\n- *Hats*\n\n---\nEnd!')).toEqual(
      ['Sale.', 'Shoes and bags.', 'Hats.', 'End!'],
    )
  })

  it('names its pages, and speaks its choices with their keys', () => {
    const content = text('Which one?', { citations: [RETURNS], choices: [{ title: 'A & B', value: 'a' }] })
    expect(render(content)).toEqual([
      { text: 'According to our page Returns and exchanges: Which one? For A and B, press 1.' },
    ])
    expect(render(content, 'de-DE')[0]?.text).toContain(
      'Auf unserer Seite Returns und exchanges'.slice(0, 17),
    )
  })
})

describe('what callers mean', () => {
  it.each([
    'operator',
    'Operator, please.',
    'I want to speak to a human',
    'Can I talk to a person?',
    'Agent!',
    'a real person please',
    'ich möchte mit einem Mitarbeiter sprechen',
  ])('%s: a person', (speech) => expect(understandSpeech(speech, {})).toEqual({ do: 'person' }))

  it.each(['Do you have an agent in Leeds?', 'Is it made for a person of 80 kg?', 'yes', 'go on', 'one'])(
    '%s: a question, while nothing is offered',
    (speech) => expect(understandSpeech(speech, {})).toEqual({ do: 'ask', text: speech }),
  )

  it('keys mean what was offered', () => {
    const choices = [{ title: 'A', value: 'a' }]
    expect(understandKeys('0', { ask: 'choice', choices })).toEqual({ do: 'person' })
    expect(understandKeys('1', { ask: 'choice', choices })).toEqual({ do: 'ask', text: 'A', choice: 'a' })
    expect(understandKeys('7', { ask: 'choice', choices })).toEqual({ do: 'ask', text: '7' })
    expect(understandKeys('1', { ask: 'source' })).toEqual({ do: 'source' })
    expect(understandKeys('2', { ask: 'more' })).toEqual({ do: 'decline' })
    expect(understandKeys('12345', {})).toEqual({ do: 'ask', text: '12345' })
  })
})

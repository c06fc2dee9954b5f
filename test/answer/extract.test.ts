import { describe, expect, test } from 'vitest'
import { check } from '../../src/answer/check/check.ts'
import { createExtractor } from '../../src/answer/compose/extract.ts'
import { joinSentences } from '../../src/answer/compose/render.ts'
import { askedFor, satisfies } from '../../src/answer/compose/asked.ts'
import { units } from '../../src/answer/text/units.ts'
import { passage, POISONED, request, RETURNS, SHIPPING } from './passages.ts'

const extractor = createExtractor()

/** What reaches the shopper, after the check. */
async function answer(question: string, ...passages: ReturnType<typeof passage>[]): Promise<string> {
  const asked = request(question, passages)
  const checked = check(await extractor.compose(asked), asked)
  expect(checked.trace.filter((sentence) => !sentence.supported)).toEqual([])
  return joinSentences(checked.sentences)
}

const SIZES = passage(
  5,
  'Shoe sizes',
  [],
  `| Foot, cm | UK | EU | US | US |
| --- | --- | --- | --- | --- |
| Foot, cm | UK | EU | Women | Men |
| 24.7–25.4 | 7 | 41 | 9 | 8 |
| 25.5–26.3 | 8 | 42 | 10 | 9 |`,
)

const BAGS = passage(
  6,
  'Trade-in',
  ['What we cannot take'],
  `- tents older than five years
- anything electric
- underwear`,
)

describe('an extracted answer', () => {
  test('takes the right row of a table, with its header', async () => {
    expect(await answer('How long is express delivery to Germany?', SHIPPING)).toBe(
      'Germany — Service: Express; Delivery: 1–2 working days; Price (EUR): 9.90\n\nNote: We do not ship to PO boxes.',
    )
  })
  test('keeps the steps of a procedure whole, with the lead-in', async () => {
    const text = await answer('How do I return something?', RETURNS)
    expect(text).toContain('To return something:\n\n1. Sign in at larkmoor.example/returns.\n2. Choose')
    expect(text).toContain('3. Drop the parcel')
  })
  test('keeps the exception beside the rule', async () => {
    expect(await answer('Can I return sale items?', RETURNS)).toContain(
      'cannot be returned, except when they are faulty',
    )
  })
  test('says the heading that a list item stands under', async () => {
    expect(await answer('do you take old tents?', BAGS)).toBe(
      '**What we cannot take:** tents older than five years',
    )
  })
  test('says a row of a table whose header is empty', async () => {
    const data = passage(
      7,
      'Pot',
      ['Data'],
      '| | |\n| --- | --- |\n| Volume | 4.2 litres |\n| Weight with lid | 5.2 kg |',
    )
    expect(await answer('How much does the pot weigh with the lid on?', data)).toBe(
      'Weight with lid — 5.2 kg',
    )
  })
  test('says what reading believes to answer, with what stands beside it in belief, and not what shares more words', async () => {
    const text = `Swollen batteries of any age are taken back in our shop.

- You forgot the passcode: tap Forgotten and follow the link.
- You forgot the shop's address: see the map.

| Device | Battery |
| --- | --- |
| Fair | 80 % |
| Good | 85 % |`
    const read = (...lines: [string, number][]) =>
      lines.map(([line, share]) => {
        const start = text.indexOf(line)
        return { start, end: start + line.length, share }
      })
    const ask = (...lines: [string, number][]) =>
      answer('Which battery health do you take back in the shop?', {
        ...passage(8, 'Devices', [], text),
        read: read(...lines),
      })
    const all = units(text)
    const lineAt = (words: string) => {
      const unit = all.find((one) => one.text.includes(words))!
      return text.slice(unit.start, unit.end)
    }
    expect(await ask([lineAt('Fair'), 0.6], [lineAt('Good'), 0.3])).toBe(
      '- Fair — Battery: 80 %\n- Good — Battery: 85 %',
    )
    expect(await ask([lineAt('Fair'), 0.9], [lineAt('Good'), 0.05])).toBe('Fair — Battery: 80 %')
  })
  test('does not say again what was said just before, but what is asked for now', async () => {
    const points = passage(
      9,
      'Rounds',
      ['Spending points'],
      '100 points are worth £4. Spend them in steps of 100. Points lapse 24 months after they were earned.',
    )
    const first = await answer('What are 100 points worth?', points)
    expect(first).toContain('Points lapse')
    const next = request('and when do they lapse?', [points])
    const history = [
      { role: 'user' as const, text: 'What are 100 points worth?' },
      { role: 'agent' as const, text: first },
    ]
    const { sentences } = await extractor.compose({ ...next, history })
    expect(joinSentences(sentences)).toBe('Points lapse 24 months after they were earned.')
  })
  test('keeps the lists and rows of another passage apart, under the name of their place', async () => {
    const refunds = passage(
      7,
      'Refunds',
      ['What is refunded'],
      '- gift wrap of a return\n- gift wrap of a parcel',
    )
    const shops = passage(8, 'Our shops', ['Counter'], '- gift wrap of a book\n- gift wrap of a tent')
    expect(await answer('gift wrap of a book?', refunds, shops)).toBe(
      '**Counter:** gift wrap of a book\n\n**Refunds – What is refunded:**\n\n- gift wrap of a return\n- gift wrap of a parcel',
    )
  })
  test('finds a measure in a range, under a header of two lines', async () => {
    expect(await answer('my foot is 26 cm, which EU size?', SIZES)).toBe(
      '25.5–26.3 — UK: 8; EU: 42; US Women: 10; US Men: 9',
    )
  })
  test('knows Munich is in Germany', async () => {
    expect(await answer('how long does standard post take to Munich', SHIPPING)).toContain(
      'Germany — Service: Standard; Delivery: 2–4',
    )
  })
  test('forgives typos', async () => {
    expect(await answer('how long do refnuds take', RETURNS)).toContain('Refunds arrive within two weeks.')
  })
  test('a heading that matches lets its body answer', async () => {
    const page = passage(
      7,
      'Help',
      ['Opening hours'],
      'Monday to Friday from 9:00 to 18:00. We are closed on Sundays.',
    )
    expect(await answer('what are your opening hours', page, SHIPPING)).toContain('9:00 to 18:00')
  })
  test('a follow-up is read with the turn before it', async () => {
    const asked = {
      ...request('and for France?', [SHIPPING]),
      history: [{ role: 'user' as const, text: 'How much is standard delivery to Germany?' }],
    }
    expect(joinSentences((await extractor.compose(asked)).sentences)).toBe(
      'France — Service: Standard; Delivery: 3–5 working days; Price (EUR): 5.90\n\nNote: We do not ship to PO boxes.',
    )
  })
  test('never quotes what speaks to the machine', async () => {
    expect(await answer('is there a code for a full refund?', POISONED)).not.toMatch(/FREE100|evil/)
  })
  test('declines a question about a price when no price is there', async () => {
    const page = passage(8, 'Tents', [], 'The Lintel tent has two doors. It is made for wind.')
    expect(await extractor.compose(request('how much does the Lintel tent cost?', [page]))).toMatchObject({
      declined: true,
    })
    expect(await extractor.compose(request('anything', []))).toMatchObject({ declined: true, sentences: [] })
  })
  test('stays short on a long page', async () => {
    const long = passage(
      9,
      'Care',
      [],
      'Wool likes air. Wash the wool sweater rarely, at 30 °C at most. '.repeat(60),
    )
    expect((await answer('how do I wash a wool sweater?', long)).length).toBeLessThan(700)
  })
  test('every sentence quotes its passage literally', async () => {
    for (const page of [SHIPPING, RETURNS, SIZES, BAGS]) {
      const { sentences } = await extractor.compose(
        request('how long, how much, and what about returns to Germany?', [page]),
      )
      expect(sentences.length).toBeGreaterThan(0)
      for (const { cites } of sentences) for (const { quote } of cites) expect(page.text).toContain(quote)
    }
  })
  test('an embedder finds the sentence that shares no word with the question', async () => {
    const page = passage(
      10,
      'Wool',
      [],
      `${'Sheep graze on hills in Otago all year long and are shorn once. '.repeat(8)}\n\nFelting cannot be undone.`,
    )
    const toy = createExtractor({
      embedder: {
        embed: async (texts) =>
          texts.map((text) => Float32Array.from(/shrunk|Felting/.test(text) ? [1, 0] : [0, 1])),
      },
    })
    const { sentences } = await toy.compose(request('my pullover has shrunk', [page]))
    expect(joinSentences(sentences)).toContain('Felting cannot be undone.')
  })
})

test.each([
  ['how long does it take', 'duration'],
  ['how much is it', 'money'],
  ['how hot can I wash it', 'temperature'],
  ['how heavy is the tent', 'weight'],
  ['do you have a phone number', 'contact'],
  ['when does the shop open', 'date'],
  ['how do I clean boots', 'steps'],
  ['can I return it', 'yesno'],
])('%s asks for %s', (question, kind) => expect(askedFor(question)).toBe(kind))

test('kinds of answer', () => {
  expect(satisfies('money', 'It is free of charge.')).toBe(true)
  expect(satisfies('money', 'It takes 5 days.')).toBe(false)
  expect(satisfies('duration', 'within two weeks')).toBe(true)
  expect(satisfies('date', 'Order by 6 December.')).toBe(true)
})

test('units of a passage', () => {
  const kinds = units(`# Title

A sentence, e.g. this one. Another with 1.5 kg!

- item one
  continued
  - nested
1. step

> **Warning**
> Keep dry.

\`\`\`
code | not a row
\`\`\`

| A | B |
| --- | --- |
| 1 | x \\| y |`).map(({ kind, text }) => [kind, text])
  expect(kinds).toEqual([
    ['heading', 'Title'],
    ['sentence', 'A sentence, e.g. this one.'],
    ['sentence', 'Another with 1.5 kg!'],
    ['item', 'item one continued'],
    ['item', 'nested'],
    ['item', 'step'],
    ['note', 'Warning: Keep dry.'],
    ['code', 'code | not a row'],
    ['row', '1 · x | y'],
  ])
})

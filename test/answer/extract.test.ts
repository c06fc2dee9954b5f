import { describe, expect, test } from 'vitest'
import { check } from '../../src/answer/check/check.ts'
import { createExtractor } from '../../src/answer/compose/extract.ts'
import { joinSentences } from '../../src/answer/compose/render.ts'
import { askedFor, namesTopic, satisfies } from '../../src/answer/compose/asked.ts'
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
    // Ten inches are 25.4 cm, and a size 10 in something else is none.
    expect(await answer('what is a US 10 in European sizes', SIZES)).toContain('25.5–26.3 — UK: 8; EU: 42')
    expect(await answer('my foot is 10", which EU size?', SIZES)).toMatch(/^24\.7–25\.4 — [^\n]*$/)
    expect(await answer('my foot is 10 in, which EU size?', SIZES)).toMatch(/^24\.7–25\.4 — [^\n]*$/)
    expect(await answer('my foot is 26 cm, which EU size?', SIZES)).toBe(
      '25.5–26.3 — UK: 8; EU: 42; US Women: 10; US Men: 9',
    )
  })
  describe('a measure that lies in several columns of a size table', () => {
    const table = passage(
      11,
      'Jackets and trousers',
      ['Body measures'],
      `| Size | Chest, cm | Waist, cm | Seat, cm | Trousers, inches |
| --- | --- | --- | --- | --- |
| S | 86–92 | 72–79 | 88–94 | 28–31 |
| M | 93–100 | 80–88 | 95–101 | 32–34 |
| L | 101–108 | 89–97 | 102–109 | 35–38 |
| XL | 109–118 | 98–107 | 110–119 | 39–42 |`,
    )
    const said = async (question: string, believed: readonly number[] = []) => {
      const rows = units(table.text).filter(({ kind }) => kind === 'row')
      const read = rows.flatMap(({ start, end }, i) =>
        believed[i] === undefined ? [] : [{ start, end, share: believed[i] }],
      )
      const text = await answer(question, read.length > 0 ? { ...table, read } : table)
      return [...text.matchAll(/^(?:- )?(\w+) — /gm)].map((match) => match[1])
    }
    test.each([
      ['my chest is 98 cm, which size?', ['M']],
      ['which size for a waist of 98 cm', ['XL']],
      ['bust 98 cm', ['M']],
      ['what size am I with a waist of 36 inches', ['L']],
      ['chest 98 cm and waist 98 cm', ['M', 'XL']],
      ['chest 98 cm and waist 85 cm', ['M']],
      ['I measure 98 cm, which size?', ['M', 'XL']],
    ])('%s', async (question, sizes) => expect(await said(question)).toEqual(sizes))
    test('where reading believes in every row, those that hold the measure are said', async () => {
      expect(await said('my chest is 98 cm, which size?', [0.25, 0.2, 0.25, 0.2])).toEqual(['M'])
      expect(await said('I measure 98 cm, which size?', [0.25, 0.2, 0.25, 0.2])).toEqual(['M', 'XL'])
      expect(await said('which sizes are there?', [0.25, 0.2, 0.25, 0.2])).toHaveLength(4)
    })
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
  describe('a follow-up is answered with what it asks anew', () => {
    const hire = passage(
      12,
      'Hiring boats',
      ['Prices and rules'],
      `| Boat | Deposit | A day | A weekend |
| --- | --- | --- | --- |
| Canoe | £100 | £35 | £60 |
| Rowing boat | £150 | £45 | £80 |

- Late? Each hour costs £12.
- Children wear a life jacket at all times.

You find free parking behind the boathouse in Alston. Windermere has a car park across the road, and Keld has none.`,
    )
    const said = async (text: string, ...before: [string, string][]) => {
      const history = before.flatMap(([asked, answered]) => [
        { role: 'user' as const, text: asked },
        { role: 'agent' as const, text: answered },
      ])
      const all = units(hire.text)
      // As reading does, which was asked about what went before, too: it believes in the prices.
      const read = all.flatMap(({ kind, start, end }) => (kind === 'row' ? [{ start, end, share: 0.4 }] : []))
      const asked = { ...request(text, [{ ...hire, read }]), history }
      const drafted = await extractor.compose(asked)
      expect(drafted.declined).toBe(drafted.sentences.length === 0)
      return joinSentences(drafted.sentences)
    }
    const PRICES: [string, string] = ['what does hiring a canoe cost', 'Canoe — Deposit: £100; A day: £35']
    const PARKING: [string, string] = [
      'is there parking in Alston',
      'You find free parking behind the boathouse in Alston.',
    ]
    test.each<[string, [string, string], RegExp]>([
      ['and late fee', PRICES, /^\*\*[^*]*\*\* Late\? Each hour costs £12\.$/],
      ['and for kids?', PRICES, /Children wear a life jacket at all times\.$/],
      ['and for chidren?', PRICES, /Children wear a life jacket at all times\.$/],
      ['what about the deposit', PRICES, /Deposit: £100[^]*Deposit: £150/],
      ['and a rowing boat?', PRICES, /^Rowing boat — [^\n]*$/],
      ['and in windermere?', PARKING, /^(?!.*boathouse).*Windermere has a car park/],
      ['how much?', PARKING, /£35/],
      ['how much is it then?', PRICES, /£35/],
      ['how long?', PARKING, /\S/],
      ['does it capsize?', PRICES, /\S/],
      ['how much is it in total?', PRICES, /£35/],
      ['yes', PARKING, /\S/],
      ['does that one work too?', PRICES, /\S/],
    ])('%s', async (question, before, expected) => expect(await said(question, before)).toMatch(expected))
    test.each<[string, [string, string]]>([
      ['and for dogs?', PRICES],
      ['and insurance', PRICES],
      ['and in edinburgh?', PARKING],
    ])('nothing is said to what no line speaks of: %s', async (question, before) =>
      expect(await said(question, before)).toBe(''),
    )
    test('a size that is asked for next is found in the column named before', async () => {
      const shirts = passage(
        15,
        'Shirts',
        [],
        '| Size | Chest, cm | Waist, cm |\n| --- | --- | --- |\n| M | 92–97 | 80–85 |\n| L | 98–103 | 86–91 |\n| XL | 104–109 | 92–97 |',
      )
      const asked = {
        ...request('and 94 cm?', [shirts]),
        history: [{ role: 'user' as const, text: 'which size is a waist of 82 cm?' }],
      }
      expect(joinSentences((await extractor.compose(asked)).sentences)).toMatch(/^XL — [^\n]*$/)
    })
    test('a size that is asked for next is found in its range', async () => {
      const asked = {
        ...request('and 24.8 cm?', [SIZES]),
        history: [{ role: 'user' as const, text: 'my foot is 26 cm, which EU size?' }],
      }
      expect(joinSentences((await extractor.compose(asked)).sentences)).toMatch(/^24\.7–25\.4 — [^\n]*$/)
    })
  })
  describe('a bare topic', () => {
    const shops = passage(
      13,
      'Our shops and opening hours',
      [],
      `| Shop | Weekdays | Sunday |
| --- | --- | --- |
| Hull | 9:30–18:00 | closed |
| Leith | 10:00–17:30 | 11:00–16:00 |

## Bank holidays

We open from 11:00 to 16:00 on bank holidays, and are closed on 1 January.`,
    )
    // What reading believes: the sentence that has a verb, and much less each row.
    const all = units(shops.text)
    const read = all.flatMap(({ kind, start, end }) =>
      kind === 'heading' ? [] : [{ start, end, share: kind === 'row' ? 0.03 : 0.9 }],
    )
    test.each([
      'opening hours',
      'Opening hours?',
      'opening times',
      'what are your opening hours',
      'shop opening hours',
    ])('is answered with what opens its page: %s', async (question) => {
      const text = await answer(question, { ...shops, read })
      expect(text).toMatch(/^- Hull — [^]*\n- Leith — /)
      expect(await answer(question, shops)).toMatch(/^- Hull — [^]*\n- Leith — /)
    })
    test('with more of the page, where the first sentence says little', async () => {
      const returns = passage(
        14,
        'Returns',
        [],
        'This page was last reviewed in March. It is about returns.\n\n## How long\n\nYou have 30 days to return an item. Returns are free.',
      )
      expect(await answer('returns', returns)).toContain('You have 30 days')
    })
    test('a heading that asks is no answer, what stands under it is', async () => {
      const page = passage(
        16,
        'Kit hire',
        [],
        '**How do I cancel a booking? **\n\nFree of charge until 7 days before. Later we keep half.',
      )
      const [heading, ...under] = units(page.text)
      const believed = [heading!, ...under].map(({ start, end }, index) => ({
        start,
        end,
        share: index === 0 ? 0.9 : 0.05,
      }))
      const text = await answer('can I cancel a booking?', { ...page, read: believed })
      expect(text).toMatch(/Free of charge until 7 days before\./)
    })
    test('and what is asked of it, with what answers', async () => {
      expect(await answer('are you open on bank holidays', { ...shops, read })).toMatch(/11:00 to 16:00/)
    })
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

test.each([
  ['opening hours', true],
  ['what is your returns policy?', true],
  ['tell me about gift cards', true],
  ['terms and conditions', true],
  ['where do your feathers come from', false],
  ['is there parking', false],
  ['what is in the box', false],
  ['', false],
])('%s names a topic and asks nothing of it: %s', (question, is) => expect(namesTopic(question)).toBe(is))

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

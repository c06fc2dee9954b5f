import { expect, it } from 'vitest'
import { forChannel } from '../../src/engine/cards.ts'
import type { Content } from '../../src/contract/message.ts'

const content: Content = {
  text: 'These fit.',
  citations: [],
  choices: [],
  cards: [
    { title: 'Coat [new]', subtitle: '€ 249', url: 'https://shop.example/coat', action: 'Look' },
    { title: 'Hat', url: 'https://shop.example/hat', action: 'Look' },
  ],
}

it('leaves cards to a channel that has them', () => {
  expect(forChannel(content, { cards: 10 })).toBe(content)
})

it('writes them below the text for one that has none', () => {
  expect(forChannel(content, {})).toEqual({
    text: 'These fit.\n\n- [Coat new](https://shop.example/coat): € 249\n- [Hat](https://shop.example/hat)',
    citations: [],
    choices: [],
  })
  expect(forChannel({ ...content, text: '' }, {}).text).toMatch(/^- \[Coat/)
})

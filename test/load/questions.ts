import { loadGolden } from '../demo-shop/load.ts'

const OPENINGS = ['Hello, ', 'Hi there. ', 'Good morning! ', '', 'Quick question: ', 'Sorry to bother you, ']

/** Texts that are all different: the demo shop's questions, each asked of another order. */
export function questionTexts(): (n: number) => string {
  const asked = loadGolden().map(({ text }) => text)
  return (n) =>
    `${OPENINGS[n % OPENINGS.length]}${asked[(n * 7) % asked.length]} My order is LM-${String(100_000 + n * 13)}.`
}

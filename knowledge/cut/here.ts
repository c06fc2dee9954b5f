import { inputOf } from './input.ts'
import type { Cut } from './index.ts'
import { cutPage } from './page.ts'

/** Cuts in the caller's own thread. */
export function cutHere(countTokens: (text: string) => number): Cut {
  return async (page) => cutPage(inputOf(page), countTokens)
}

import { withheld } from '../wiki/refusal.ts'
import { ownRestriction } from '../wiki/rights.ts'
import type { RightsAsker } from '../wiki/rights.ts'
import type { CloudCalls } from './calls.ts'

async function orUndefined<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking
  } catch (error) {
    if (withheld(error)) return undefined
    throw error
  }
}

/** Asks for single pages and nodes what the listings left open. */
export function cloudAsker(calls: CloudCalls): RightsAsker {
  return {
    async own(id, type) {
      const answer = await orUndefined(calls.restriction(id))
      // v1 knows no folders, whiteboards and their like where they cannot be restricted; the tree named this one, so it is there.
      if (answer === undefined && type !== 'page') return false
      return ownRestriction(answer)
    },
    chain: (pageId) => orUndefined(calls.ancestors(pageId)),
  }
}

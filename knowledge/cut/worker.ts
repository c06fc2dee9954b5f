import { serve } from '../threads/serve.ts'
import type { CutInput } from './input.ts'
import { cutPage } from './page.ts'

/** A page, and the module that counts tokens as its embedder does. */
export interface CutJob {
  input: CutInput
  counter: string
}

// Parsing and cutting a long page take a second of pure computing: in a thread of their own they do not stop the server.
serve(async ({ input, counter }: CutJob) => {
  const { countTokens } = (await import(counter)) as { countTokens: (text: string) => number }
  return cutPage(input, countTokens)
})

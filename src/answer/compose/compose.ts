import type { CheckedSentence } from '../../contract/answer.ts'
import type { Candidate } from '../../contract/knowledge.ts'
import type { Log } from '../../contract/log.ts'
import type { ComposeRequest, Composer, Draft, DraftSentence } from '../../contract/model.ts'
import { check } from '../check/check.ts'
import { createPassing, goesOn, type Passing } from './passing.ts'
import { joinSentences } from './render.ts'

/** What came of composing: checked sentences, or the reason why nothing can be said. */
export interface Composed {
  sentences: DraftSentence[]
  /**
   * Stable word: declined, rejected, model_failed (the only one who might answer could not be reached), cut_short (some of it was passed on, and
   * the rest cannot be said); absent when there is an answer.
   */
  failed?: 'declined' | 'rejected' | 'model_failed' | 'cut_short'
  /** Sentences that were passed on before the draft was complete. */
  passed?: number
  composer: Draft['composer']
  model?: string
  draft?: string
  checks: CheckedSentence[]
}

export interface Composers {
  /** Claude, when there is a key. */
  composer?: Composer
  /** Absent where quoting the passages would be a guess, and only who may decline them can answer. */
  extractor?: Composer
  /** What may be quoted; the request's passages when absent. */
  toQuote?: Candidate[]
  log: Log
}

/**
 * Lets Claude compose, and the extractor when Claude cannot be reached or its draft is rejected by the check. When Claude itself says that
 * the passages hold no answer, that stands: quoting them anyway would be a guess.
 */
export async function compose(
  request: ComposeRequest,
  { composer, extractor, toQuote = request.passages, log }: Composers,
  pass?: (sentence: DraftSentence) => void,
): Promise<Composed> {
  const earlier: CheckedSentence[] = []
  const instead = extractor ? 'extraction does' : 'a person will'
  if (composer) {
    const passing = pass && createPassing(request, pass)
    const listening = passing ? { ...request, onProgress: passing.take } : request
    const draft = await composer.compose(listening).catch((error: unknown) => {
      log.warn({ error: String(error) }, `Claude did not answer; ${instead}`)
    })
    if (passing && passing.passed.length > 0) return afterPassing(draft || undefined, request, passing)
    if (draft) {
      const composed = judge(draft, request)
      if (composed.failed !== 'rejected') return composed
      log.warn(
        { problems: composed.checks.flatMap(({ problem }) => problem ?? []) },
        `a draft was stopped by the check; ${instead}`,
      )
      if (!extractor) return composed
      earlier.push(...composed.checks)
    }
  }
  request.signal?.throwIfAborted()
  if (!extractor) return { sentences: [], composer: 'claude', failed: 'model_failed', checks: [] }
  const quoting = { ...request, passages: toQuote }
  const composed = judge(await extractor.compose(quoting), quoting)
  return { ...composed, checks: [...earlier, ...composed.checks] }
}

/** What follows on sentences that were said already: the rest of their draft, and no other's. */
function afterPassing(draft: Draft | undefined, request: ComposeRequest, { passed }: Passing): Composed {
  const composed: Composed = draft
    ? judge(draft, request)
    : { sentences: [], composer: 'claude', failed: 'cut_short', checks: [] }
  const whole =
    !composed.failed && goesOn(passed, composed.sentences) && composed.sentences.length > passed.length
  if (whole) return { ...composed, passed: passed.length }
  return { ...composed, sentences: [...passed], failed: 'cut_short', passed: passed.length }
}

/** Checks a draft whole: what may be said of it, or why nothing. */
export function judge(draft: Draft, request: ComposeRequest): Composed {
  const base = { composer: draft.composer, ...(draft.model ? { model: draft.model } : {}) }
  if (draft.declined || draft.sentences.length === 0)
    return { ...base, sentences: [], failed: 'declined', checks: [] }
  const checked = check(draft, request)
  const said = { ...base, draft: joinSentences(draft.sentences), checks: checked.trace }
  return checked.rejected
    ? { ...said, sentences: [], failed: 'rejected' }
    : { ...said, sentences: checked.sentences }
}

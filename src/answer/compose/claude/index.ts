import type { Composer } from '../../../contract/model.ts'
import { createCall, type CallClaude } from './call.ts'
import { draftOf, sentencesIn } from './draft.ts'
import { claudeRequest } from './request.ts'
import { CLAUDE_DEFAULTS, type ClaudeSettings } from './settings.ts'
import type { CitedText } from './stream.ts'
import { createTranslator } from './translate.ts'
import type { Translator } from '../translator.ts'

export { CLAUDE_DEFAULTS, type ClaudeSettings } from './settings.ts'

export interface Claude {
  composer: Composer
  translator: Translator
}

/**
 * Claude as composer and translator over one client and one circuit breaker. `compose` throws `model.failed` when no complete
 * answer comes in time; the answerer then lets extraction answer.
 */
export function createClaude(settings: ClaudeSettings): Claude {
  const call = createCall(settings)
  const model = settings.model ?? CLAUDE_DEFAULTS.model
  const maxTokens = settings.maxTokens ?? CLAUDE_DEFAULTS.maxTokens
  return {
    composer: createComposer(call, model, maxTokens),
    translator: createTranslator(call, model, maxTokens),
  }
}

function createComposer(call: CallClaude, model: string, maxTokens: number): Composer {
  return {
    model,
    async compose(request) {
      const { params, documents } = claudeRequest(request, model, maxTokens)
      if (documents.length === 0) return { sentences: [], composer: 'claude', model, declined: true }
      const { onProgress } = request
      // The newest sentence may still go on.
      const onBlocks =
        onProgress && ((blocks: CitedText[]) => onProgress(sentencesIn(blocks, documents).slice(0, -1)))
      return draftOf(await call(params, request.signal, onBlocks), documents)
    },
  }
}

/** The answerer and what is made for it; the rest of this folder is its own affair. */
export { createAnswerer, type AnswererParts } from './answerer.ts'
export { createClaude, CLAUDE_DEFAULTS, type Claude, type ClaudeSettings } from './compose/claude/index.ts'
export { SYSTEM as COMPOSING_RULES } from './compose/claude/prompt.ts'
export { createExtractor, type ExtractorOptions } from './compose/extract.ts'
export { draftFrom } from './draft.ts'
export type { Translator } from './compose/translator.ts'
export { ANSWER_DEFAULTS, type AnswerSettings } from './settings.ts'
export { traceId, type Traces } from './trace.ts'

import type { DocumentBlockParam, MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages'
import type { ComposeRequest } from '../../../contract/model.ts'
import { readPassage, type ReadPassage } from '../../check/quote.ts'
import { unitLine, type Unit } from '../../text/units.ts'
import { quotable } from '../score.ts'
import { questionText, SYSTEM } from './prompt.ts'

/** A document as it was given to Claude: block n of it is units[n]. */
export interface GivenDocument {
  passage: ReadPassage
  units: Unit[]
}

export interface ClaudeRequest {
  params: MessageCreateParamsStreaming
  documents: GivenDocument[]
}

const PASSAGES = 6

/**
 * The Messages API request: every passage a document of custom content, one block for each sentence, list item or table row, so that
 * a citation names exact spans of ours. What speaks to the machine is left out.
 */
export function claudeRequest(request: ComposeRequest, model: string, maxTokens: number): ClaudeRequest {
  const documents = request.passages
    .slice(0, PASSAGES)
    .map(readPassage)
    .map((passage) => ({ passage, units: quotable(passage) }))
    .filter(({ units }) => units.length > 0)
  return {
    documents,
    params: {
      model,
      max_tokens: maxTokens,
      stream: true,
      system: [{ type: 'text', text: SYSTEM, cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [...documents.map(documentBlock), { type: 'text', text: questionText(request) }],
        },
      ],
    },
  }
}

function documentBlock({ passage, units }: GivenDocument): DocumentBlockParam {
  const { title, headingPath } = passage.candidate
  return {
    type: 'document',
    title: title.slice(0, 250),
    ...(headingPath.length > 0 ? { context: `Section: ${headingPath.join(' > ')}`.slice(0, 500) } : {}),
    source: { type: 'content', content: units.map((unit) => ({ type: 'text', text: unitLine(unit) })) },
    citations: { enabled: true },
  }
}

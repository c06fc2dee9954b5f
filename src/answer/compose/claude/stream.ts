import type { RawMessageStreamEvent, StopReason, TextCitation } from '@anthropic-ai/sdk/resources/messages'
import { TributaryError } from '../../../contract/errors.ts'

/** A piece of Claude's text and the spans it cites for it. */
export interface CitedText {
  text: string
  citations: TextCitation[]
}

export interface ClaudeMessage {
  blocks: CitedText[]
  stopReason: StopReason | null
  model: string
  usage: { inputTokens: number; outputTokens: number }
}

/** Reads a stream to its end. Throws `model.failed` when it stops before the message is complete. */
export async function readMessage(
  events: AsyncIterable<RawMessageStreamEvent>,
  onProgress: () => void,
  /** Takes what is whole so far, whenever a piece with its citations is. */
  onBlocks?: (blocks: CitedText[]) => void,
): Promise<ClaudeMessage> {
  const blocks = new Map<number, CitedText>()
  const message: ClaudeMessage = {
    blocks: [],
    stopReason: null,
    model: '',
    usage: { inputTokens: 0, outputTokens: 0 },
  }
  let complete = false
  for await (const event of events) {
    switch (event.type) {
      case 'message_start': {
        const { usage, model } = event.message
        message.model = model
        message.usage.inputTokens =
          usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)
        message.usage.outputTokens = usage.output_tokens
        break
      }
      case 'content_block_start':
        onProgress()
        if (event.content_block.type === 'text') {
          blocks.set(event.index, {
            text: event.content_block.text,
            citations: [...(event.content_block.citations ?? [])],
          })
        }
        break
      case 'content_block_delta': {
        onProgress()
        const block = blocks.get(event.index)
        if (event.delta.type === 'text_delta' && block) block.text += event.delta.text
        if (event.delta.type === 'citations_delta' && block) block.citations.push(event.delta.citation)
        break
      }
      case 'content_block_stop':
        onBlocks?.(inOrder(blocks))
        break
      case 'message_delta':
        message.stopReason = event.delta.stop_reason
        message.usage.outputTokens = event.usage.output_tokens
        break
      case 'message_stop':
        complete = true
        break
      default:
    }
  }
  if (!complete || message.stopReason === null) {
    throw new TributaryError('model.failed', 'The answer of the Messages API ended before it was complete.')
  }
  message.blocks = inOrder(blocks)
  return message
}

function inOrder(blocks: ReadonlyMap<number, CitedText>): CitedText[] {
  return [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block)
}

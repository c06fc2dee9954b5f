import { textsOf, type Said } from './behaviours.ts'

/** The events of a streamed message, in the order and form of the Messages API. */
export function* events(
  said: readonly Said[],
  documents: readonly Record<string, unknown>[],
  model: string,
  stopReason: string,
) {
  const usage = {
    input_tokens: 400,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 100,
    output_tokens: 1,
  }
  yield {
    type: 'message_start',
    message: {
      id: 'msg_01double',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  }
  yield { type: 'ping' }
  for (const [index, block] of said.entries()) {
    yield {
      type: 'content_block_start',
      index,
      content_block: { type: 'text', text: '', ...(documents.length > 0 ? { citations: [] } : {}) },
    }
    for (const cite of block.cites ?? []) {
      const document = documents[cite.document]
      const cited = cite.text ?? textsOf(document!).slice(cite.from, cite.to).join('')
      const title = document?.title ?? null
      const place = {
        document_index: cite.document,
        document_title: title,
        start_block_index: cite.from,
        end_block_index: cite.to,
        file_id: null,
      }
      yield {
        type: 'content_block_delta',
        index,
        delta: {
          type: 'citations_delta',
          citation: { type: 'content_block_location', cited_text: cited, ...place },
        },
      }
    }
    for (const piece of block.text.match(/[\s\S]{1,24}/g) ?? []) {
      yield { type: 'content_block_delta', index, delta: { type: 'text_delta', text: piece } }
    }
    yield { type: 'content_block_stop', index }
  }
  yield {
    type: 'message_delta',
    delta: { stop_reason: stopReason, stop_sequence: null },
    usage: { ...usage, output_tokens: 42 },
  }
  yield { type: 'message_stop' }
}

/** An event as server-sent text. */
export function sse(event: { type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

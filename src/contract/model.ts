import type { Candidate } from './knowledge.ts'
import type { Turn } from './answer.ts'

export interface ComposeRequest {
  question: string
  history: Turn[]
  /** BCP 47 tag the answer should be written in. */
  language: string
  passages: Candidate[]
  signal?: AbortSignal
  /** Takes the sentences that are complete so far, all of them each time, while more are being written. */
  onProgress?: (sentences: DraftSentence[]) => void
}

/** A sentence of a draft with the spans it claims to rest on. A claim counts for nothing until it is checked. */
export interface DraftSentence {
  text: string
  cites: { chunkId: number; quote: string }[]
  /** It comes from another place than what stands before it, and begins a new paragraph. */
  apart?: boolean
}

export interface Draft {
  sentences: DraftSentence[]
  composer: 'extractive' | 'claude'
  model?: string
  /** The composer itself says that the passages do not answer the question. */
  declined: boolean
  usage?: { inputTokens: number; outputTokens: number }
}

export interface Composer {
  /** The model that writes, where it may decline by itself; what that is worth can be measured. */
  readonly model?: string
  compose(request: ComposeRequest): Promise<Draft>
}

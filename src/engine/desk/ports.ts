import type { FoundPassage } from '../../contract/desk.ts'

/** What is known of a question that was handed off, without anything of pages that may no longer be cited. */
export interface Finding {
  /** Best first. */
  passages: FoundPassage[]
  /** What the bot would have answered. */
  draft?: string
  /** The wiki's ids of the pages that the draft rests on. */
  draftPages: string[]
  /** The questions that were handed off, each as one that can be understood alone. */
  questions: string[]
}

/** Opens the trace of a handoff; undefined when it is kept no more. */
export interface Findings {
  open(traceId: string): Promise<Finding | undefined>
}

/** A question of which somebody has said whether, and on which pages, the wiki answers it. */
export interface Label {
  text: string
  answerable: boolean
  /** The wiki's ids of the pages that each answer; empty when none does. */
  pages: string[]
}

/** Keeps labels for the gate, by who said so. */
export interface Labels {
  /** Replaces all that this source has said before. */
  save(labels: readonly Label[], source: string): Promise<void>
}

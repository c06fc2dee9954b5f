import type { Candidate } from '../contract/knowledge.ts'

/** How the answerer behaves. */
export interface AnswerSettings {
  /** Share of wrong answers the admin accepts; 0.02 is 2%. */
  risk: number
  /** BCP 47 tags of the languages that the index covers, the shop's own first. */
  languages: readonly string[]
  /** Longest burst that is read, in characters. */
  maxLength: number
  /** Questions answered in one burst; further ones are handed off. */
  maxParts: number
  /** Time for a whole burst, in milliseconds; what is not answered by then is handed off. */
  timeoutMs: number
  /** What a citation shows of a page: the title, and the link unless the source hides it. */
  showSource: (passage: Candidate) => { title: string; url?: string }
}

export const ANSWER_DEFAULTS: AnswerSettings = {
  risk: 0.02,
  languages: ['en'],
  maxLength: 10_000,
  maxParts: 4,
  timeoutMs: 30_000,
  showSource: ({ title, url }) => ({ title, url }),
}

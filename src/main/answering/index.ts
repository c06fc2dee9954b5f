import type { Answers } from '../answers.ts'

export { startAnswering } from './client.ts'

/** All that makes answers, and what is done ahead of them. */
export interface Answering extends Answers {
  /** Embeds what the index has that no question has met yet. Resolves when it is done; failures are logged. */
  embedAhead(): Promise<void>
  /** Fits the site's gate where that is needed; see {@link Calibrator}. */
  calibrate(): Promise<void>
  /** Ends what is under way in the background, between two steps. */
  stop(): Promise<void>
}

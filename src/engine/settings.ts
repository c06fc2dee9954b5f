/** How the engine behaves. Times are in seconds unless the name says otherwise. */
export interface EngineSettings {
  /** Waits this long after the newest message of a burst, so that what is written in pieces is answered as one. */
  debounceMs: number
  /** Longest message taken in whole, in characters; a longer one is cut, and the shopper is told. */
  maxText: number
  /** Most messages answered in one turn; what came after them gets the next. */
  maxBurst: number
  /** Earlier turns given to the answerer. */
  historyTurns: number
  /** A turn that fails this often is handed to a person. */
  turnAttempts: number
  /** The answerer's time for one burst. */
  answerTimeout: number
  /** A refused send is repeated this often in all. */
  sendAttempts: number
  /** The channel's time for one send; after it the outcome counts as unknown. */
  sendTimeout: number
  /** A send whose process has not been heard of for so long is taken for dead. Renewed at a third of it. */
  lease: number
  /** First wait before a refused send is repeated; doubles, up to ten minutes. */
  backoff: number
  /** Minutes, of those in which people are there, after which an unclaimed handoff is escalated. */
  claimMinutes: number
  /** The desk's time to take one event. */
  deskTimeout: number
  /** Between looks for work whose wake-up was lost. */
  sweepEvery: number
  /** Days that messages, traces and settled sends are kept; 0 keeps them for ever. */
  retentionDays: number
  /** Time given to what is in flight at shutdown. */
  drain: number
}

export const defaultSettings: EngineSettings = {
  debounceMs: 0,
  maxText: 8000,
  maxBurst: 20,
  historyTurns: 10,
  turnAttempts: 3,
  answerTimeout: 90,
  sendAttempts: 5,
  sendTimeout: 30,
  lease: 12,
  backoff: 2,
  claimMinutes: 15,
  deskTimeout: 60,
  sweepEvery: 30,
  retentionDays: 90,
  drain: 20,
}

import type { Question, Reply, Sentence } from '../../contract/answer.ts'
import type { Config } from '../../config.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Endpoint } from '../../database/index.ts'

/** What the thread starts with. */
export interface Start {
  config: Config
  endpoint: Endpoint
  embedded: boolean
}

/** What is asked of the thread. `id` names the request in what comes back. */
export type Request =
  | { id: number; what: 'answer'; question: Question; listens: boolean }
  | { id: number; what: 'refresh' | 'embedAhead' | 'calibrate' | 'stop' }
  /** Nobody wants to hear more of the answer with this number. */
  | { id: number; what: 'enough' }

/** A request before it has its number. */
export type Asked = Request extends infer One ? (One extends Request ? Omit<One, 'id'> : never) : never

/** What the thread says. Sentences come before the end of their request. */
export type Said =
  | { id: number; sentence: Sentence }
  | { id: number; done: Reply | undefined }
  | { id: number; failed: Failure }

/** An error on its way between threads. */
export interface Failure {
  message: string
  code?: ErrorCode
  details?: Readonly<Record<string, unknown>>
}

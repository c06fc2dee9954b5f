import type { TributaryError } from './errors.ts'

/**
 * Tells the operator, in `status`, that a part of the server does not work and why; without an error, that it works. It may be told
 * the same again and again, and never throws. `part` is read by people, such as `e-mail (mailbox)`.
 */
export type TellTrouble = (part: string, error?: TributaryError) => void

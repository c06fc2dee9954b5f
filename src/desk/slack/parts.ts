import type { Database } from '../../contract/database.ts'
import type { DeskWork } from '../../contract/desk.ts'
import type { Log } from '../../contract/log.ts'
import type { Ignored } from '../../contract/message.ts'
import type { Outgoing } from '../../contract/outgoing.ts'
import type { TellTrouble } from '../../contract/trouble.ts'
import type { SlackApi } from './api.ts'
import type { Rules } from './routes.ts'

/** The desk's settings and what it is given from outside. */
export interface SlackDeskOptions {
  db: Database
  botToken: string
  /** For events by HTTP. */
  signingSecret?: string
  /** For events by Socket Mode. */
  appToken?: string
  apiUrl: string
  rules: Rules
  /** Whom escalations call: `here`, `channel`, the id of a user group, or `none`. */
  mention: string
  outgoing: Outgoing
  /** Counts what was let go by, and why. */
  count(ignored: Ignored[]): Promise<void>
  clock(): Date
  log: Log
  /** Told what keeps the desk from working, and when nothing does. */
  trouble?: TellTrouble
  /** Time between two messages to one channel; see PACE_MS. */
  paceMs?: number
}

/** What every part of a started desk works with. */
export interface DeskParts extends SlackDeskOptions {
  api: SlackApi
  work: DeskWork
  paceMs: number
}

import type { Config } from '../config.ts'
import type { Database } from '../contract/database.ts'
import type { Desk } from '../contract/desk.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Log } from '../contract/log.ts'
import type { Ignored } from '../contract/message.ts'
import type { TellTrouble } from '../contract/trouble.ts'
import { createSlackDesk, readRules } from '../desk/slack/index.ts'
import type { Hooked } from '../server/webhooks.ts'
import type { Knowledge } from './knowledge.ts'

export interface DeskOpening {
  config: Config
  db: Database
  knowledge: Pick<Knowledge, 'outgoing'>
  /** Whether people are there; always, unless told. */
  isOpen?: (at: Date) => boolean
  log: Log
  trouble: TellTrouble
}

/** The desk that the settings turn on; undefined when they do not. */
export async function openDesk(opening: DeskOpening): Promise<(Desk & Hooked) | undefined> {
  const { config, db, knowledge, isOpen, log, trouble } = opening
  const { SLACK_BOT_TOKEN: botToken, SLACK_CHANNEL: channel } = config
  if (botToken === undefined) return undefined
  if (channel === undefined)
    throw new TributaryError(
      'config.invalid',
      'The desk needs SLACK_CHANNEL, the id of the channel for handoffs.',
    )
  return createSlackDesk({
    db,
    botToken,
    ...(config.SLACK_SIGNING_SECRET === undefined ? {} : { signingSecret: config.SLACK_SIGNING_SECRET }),
    ...(config.SLACK_APP_TOKEN === undefined ? {} : { appToken: config.SLACK_APP_TOKEN }),
    apiUrl: config.SLACK_API_URL,
    rules: readRules(config.SLACK_ROUTES, channel, isOpen),
    mention: config.SLACK_MENTION,
    outgoing: knowledge.outgoing,
    count: (ignored) => countIgnored(db, ignored),
    clock: () => new Date(),
    log,
    trouble,
  })
}

/** Counts by day and reason what Slack sent that asked for nothing. */
async function countIgnored(db: Database, ignored: readonly Ignored[]): Promise<void> {
  for (const { reason } of ignored)
    await db.query(
      `INSERT INTO ignored (channel, reason, day, count) VALUES ('slack', $1, (now() AT TIME ZONE 'UTC')::date, 1)
       ON CONFLICT (day, channel, reason) DO UPDATE SET count = ignored.count + 1`,
      [reason],
    )
}

import pino, { type DestinationStream } from 'pino'
import type { Log } from './contract/log.ts'

/** Names under which a secret or a shopper's words could reach a log line. */
const REDACTED = [
  'authorization',
  'secret',
  'token',
  'password',
  'apiKey',
  'access_token',
  'refresh_token',
  'text',
]

/** Structured logs, one JSON object a line, times in UTC. Message text is left out, and so is everything secret. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: { app: 'tributary' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[left out]' },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  )
}

/**
 * Every error a person or a program may meet, by its stable code, with what to do about it.
 * Codes are part of the public interface: they are never renamed, only added.
 */
export const ERRORS = {
  'config.invalid': 'Correct the named settings in the environment and start again.',
  'secret.unreadable':
    'Start with the TRIBUTARY_KEY (or the key file in the data folder) that was in use before, or connect again.',
  'outgoing.refused':
    'Use a public https address. For a server inside your own network, name its host in ALLOW_PRIVATE_HOSTS.',
  'database.unreachable': 'Check DATABASE_URL, and that PostgreSQL runs and has the pgvector extension.',
  'database.locked': 'Another process serves this data folder. Stop it, or use its socket.',
  'embed.failed': 'Look at the message: the embedding model failed. Restart the server if it goes on.',
  'message.invalid':
    'The channel passed a message that cannot be stored. Please report it with the field it names.',
  'conversation.unknown': 'Check the conversation: it does not exist, or was erased.',
  'conversation.claimed': 'Another person has this conversation. Ask them to give it back first.',
  'conversation.not_claimed': 'Claim the conversation before writing to the shopper.',
  'input.invalid': 'Correct the input as the message says and try again.',
  'connection.unknown': 'Connect the wiki first with `connect confluence`.',
  'connection.busy': 'Try again in a minute; if it stays so, restart the server.',
  'source.unknown': 'List the sources with `source list` and use one of their ids.',
  'crawl.taken_over': 'Nothing to do: another process goes on with this crawl.',
  'crawl.listing_incomplete':
    'Nothing was deleted. Crawl again; if it keeps failing, see the error of the source.',
  'crawl.pages_failed': 'Open the source with `source show` and read the error of each failed page.',
  'trace.unknown':
    'Use the trace id that came with an answer; traces are deleted after the time of retention.',
  'schedule.invalid': 'Use a cron expression of five fields, for example "0 4 * * *" for every day at 04:00.',
  'model.failed':
    'Nothing to do at once: answers are extracted from the pages meanwhile. If it goes on, check ANTHROPIC_API_KEY, the model’s name and status.anthropic.com.',
  'internal.unexpected': 'This is a defect. Please report it with the trace id from the log.',
} as const

/** A stable error code; see {@link ERRORS} for what each asks the operator to do. */
export type ErrorCode = keyof typeof ERRORS

/** An error with a stable code, its cause, and what the reader should do. Never holds a secret. */
export class TributaryError extends Error {
  readonly code: ErrorCode
  /** Facts that help to act on the error: ids, limits, states. Printed and stored, so never secrets. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TributaryError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** What the reader should do about it. */
  get advice(): string {
    return ERRORS[this.code]
  }
}

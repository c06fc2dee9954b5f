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
  'database.folder_unusable':
    'Name a folder in DATA_FOLDER that this user may write to, on a disk with free space.',
  'database.locked':
    'Another process serves this data folder: a server, or a command that is still at work. Stop it, or name another DATA_FOLDER.',
  'embed.failed': 'Look at the message: the embedding model failed. Restart the server if it goes on.',
  'message.invalid':
    'The channel passed a message that cannot be stored. Please report it with the field it names.',
  'conversation.unknown': 'Check the conversation: it does not exist, or was erased.',
  'conversation.claimed': 'Another person has this conversation. Ask them to give it back first.',
  'conversation.not_claimed': 'Claim the conversation before writing to the shopper.',
  'handoff.unknown': 'Check the handoff: it does not exist, or was erased.',
  'handoff.resolved':
    'Nothing to do: the handoff is done. If the shopper needs a person again, a new one opens.',
  'input.invalid': 'Correct the input as the message says and try again.',
  'connection.unknown': 'Connect the wiki first: `npm run tributary -- connect confluence --help` tells how.',
  'connection.busy': 'Try again in a minute; if it stays so, restart the server.',
  'source.unknown': 'List the sources with `npm run tributary -- source list` and use one of their ids.',
  'crawl.taken_over': 'Nothing to do: another process goes on with this crawl.',
  'crawl.listing_incomplete':
    'Nothing was deleted. Crawl again; if it keeps failing, see the error of the source.',
  'crawl.pages_failed':
    'Open the source with `npm run tributary -- source show <id>` and read the error of each failed page.',
  'trace.unknown':
    'Use the trace id that came with an answer; traces are deleted after the time of retention.',
  'schedule.invalid': 'Use a cron expression of five fields, for example "0 4 * * *" for every day at 04:00.',
  'model.failed':
    'Nothing to do at once: answers are extracted from the pages meanwhile. If it goes on, check ANTHROPIC_API_KEY, the model’s name and status.anthropic.com.',
  'confluence.not_a_url': 'Paste the address of a page, space or folder as the browser shows it.',
  'confluence.foreign_site':
    'The address belongs to another site. Connect that site first, or paste an address of this one.',
  'confluence.url_unknown': 'Open the page in the browser and paste the address that the browser shows then.',
  'confluence.no_body':
    'Whiteboards, databases and embeds have no text that could be trained. Paste a page instead.',
  'confluence.space_not_found':
    'Check the space key. The space does not exist, is archived, or the connected account may not see it.',
  'confluence.page_not_found':
    'Check the address. The page does not exist, or the connected account may not see it: the wiki does not tell which.',
  'confluence.page_not_current':
    'The page is archived, in the trash or a draft. Publish or restore it to train it.',
  'confluence.not_permitted': 'Give the connected account the right to use and to read the wiki.',
  'confluence.grant_revoked': 'The consent was withdrawn or has lapsed. Connect Confluence again.',
  'confluence.wrong_secret': 'Correct the client id and the client secret of the OAuth application.',
  'confluence.consent_declined': 'The consent page was left without consent. Connect again and accept.',
  'confluence.code_refused': 'The sign-in code was used already or is too old. Connect again.',
  'confluence.state_mismatch':
    'The callback does not belong to the connection that was started here. Connect again.',
  'confluence.missing_scope':
    'Add the named scope to the OAuth application in the developer console, then connect Confluence again.',
  'confluence.site_not_granted': 'Connect again and choose the site that was asked for on the consent page.',
  'confluence.token_refused':
    'The wiki does not take the token. Connect again, or enter a new personal access token.',
  'confluence.rate_limited':
    'The wiki kept refusing for too many requests. Crawl again later, or less often.',
  'confluence.unavailable':
    'The wiki did not answer. Check the network and the state of the service; crawl again later.',
  'confluence.not_json':
    'Something other than the API answered, perhaps a sign-in page or a proxy. Check the address and the network.',
  'confluence.unexpected_answer':
    'The answer lacks what the API promises. Please report it with the named part.',
  'confluence.redirected': 'The wiki sends its API elsewhere. Enter the address that it leads to.',
  'confluence.request_refused':
    'The wiki refused the request as it was put. Please report it with the message.',
  'confluence.cursor_repeats':
    'The listing turned in a circle and was stopped. Nothing was removed; crawl again later.',
  'confluence.listing_unstable':
    'Pages kept moving while they were listed. Nothing was removed; crawl again later.',
  'confluence.page_too_large': 'Split the page: it is larger than can be trained.',
  'confluence.page_not_html': 'The page has a body that is not HTML. Look at the page in the wiki.',
  'confluence.page_empty': 'The page has no text. Write some, or exclude the page.',
  'confluence.include_cycle':
    'The page includes itself, directly or through another page. Remove one of the include macros.',
  'convert.too_large': 'Split the page into smaller ones, or exclude it.',
  'convert.timed_out': 'Split the page: converting it takes too long. If it is short, please report it.',
  'convert.failed': 'This is a defect, and the page alone is left out. Please report it with the message.',
  'convert.not_html': 'Check that the address leads to a page and not to a file.',
  'convert.empty':
    'Nothing to do if the page is meant to be empty; otherwise check that the connection may read its body.',
  'email.mailbox_refused':
    'Check host, user and password in EMAIL_IMAP_URL. Signs such as @ in them are written in percent form, and many providers want an app password. It is tried again by itself; a changed setting takes a restart.',
  'email.mailbox_unavailable':
    'It is tried again by itself. If it goes on, check the host and port in EMAIL_IMAP_URL and that the mail server runs.',
  'slack.token_refused':
    'Check SLACK_BOT_TOKEN (and SLACK_APP_TOKEN): install the app again in Slack and copy the tokens anew.',
  'slack.busy': 'Nothing to do: it is tried again by itself.',
  'slack.failed':
    'It is tried again by itself. If it goes on, check that the app is in the channel and has the scopes of the desk’s page of settings.',
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

/** A request that is refused, as Direct Line says it: `{"error": {"code", "message"}}` with a status. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export const problems = {
  unauthorized: () =>
    new Problem(401, 'Unauthorized', 'Send a token or the secret as "Authorization: Bearer …".'),
  badToken: () => new Problem(403, 'BadToken', 'The token is expired, or not one of this conversation.'),
  forbidden: (why: string) => new Problem(403, 'Forbidden', why),
  ended: () => new Problem(404, 'ConversationNotFound', 'This conversation does not exist, or has ended.'),
  badArgument: (why: string) => new Problem(400, 'BadArgument', why),
  tooLarge: (why: string) => new Problem(413, 'MessageSizeTooBig', why),
  tooMany: (seconds: number) =>
    new Problem(429, 'TooManyRequests', 'That was too much at once. Wait a moment, then go on.', seconds),
  unavailable: () =>
    new Problem(503, 'ServiceUnavailable', 'The message was not taken in. Please send it again.', 2),
}

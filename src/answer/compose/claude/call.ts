import type Anthropic from '@anthropic-ai/sdk'
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages'
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
} from 'cockatiel'
import { TributaryError } from '../../../contract/errors.ts'
import { CLAUDE_DEFAULTS, type ClaudeSettings } from './settings.ts'
import { readMessage, type CitedText, type ClaudeMessage } from './stream.ts'

/** Calls the Messages API; throws `model.failed` when no complete message came in time. */
export type CallClaude = (
  params: MessageCreateParamsStreaming,
  signal?: AbortSignal,
  onBlocks?: (blocks: CitedText[]) => void,
) => Promise<ClaudeMessage>

/** HTTP statuses after which the same request may succeed: rate limit, server errors, overloaded (529). */
const PASSING = new Set([408, 409, 429, 500, 502, 503, 504, 529])

/**
 * A client with time-outs for the first words and the whole, few retries, and a circuit breaker, so that shoppers do not wait
 * for a service that is down. The SDK is loaded with the first call, since without a key nobody needs it.
 */
export function createCall(settings: ClaudeSettings): CallClaude {
  const given = { ...CLAUDE_DEFAULTS, ...settings }
  let client: Promise<Anthropic> | undefined
  const again = retry(handleWhen(mayPass), {
    maxAttempts: given.retries,
    backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 1_000 }),
  })
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: given.breakerPauseMs,
    breaker: new ConsecutiveBreaker(given.breakerFailures),
  })
  return async (params, signal, onBlocks) => {
    client ??= connect(given.apiKey, given.baseUrl)
    const ready = await client
    try {
      return await breaker.execute(async () => {
        const deadline = AbortSignal.timeout(given.totalMs)
        const ends = signal ? AbortSignal.any([deadline, signal]) : deadline
        return await again.execute(() => once(ready, params, given.firstTokenMs, ends, onBlocks), ends)
      })
    } catch (error) {
      throw explain(error)
    }
  }
}

async function connect(apiKey: string, baseURL: string): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk')
  // Everything is said here: the SDK would otherwise look for settings in the environment and on disk.
  return new Client({
    apiKey,
    authToken: null,
    baseURL,
    webhookKey: null,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
  })
}

async function once(
  client: Anthropic,
  params: MessageCreateParamsStreaming,
  waitMs: number,
  ends: AbortSignal,
  onBlocks?: (blocks: CitedText[]) => void,
): Promise<ClaudeMessage> {
  const stalled = new AbortController()
  const signal = AbortSignal.any([ends, stalled.signal])
  const giveUp = () => stalled.abort(new Error(`nothing came for ${waitMs} ms`))
  let timer = setTimeout(giveUp, waitMs)
  const onProgress = () => {
    clearTimeout(timer)
    timer = setTimeout(giveUp, waitMs)
  }
  try {
    const work = client.messages
      .create(params, { signal })
      .then((stream) => readMessage(stream, onProgress, onBlocks))
    return await Promise.race([work, aborted(signal)])
  } finally {
    clearTimeout(timer)
  }
}

/** Rejects when the signal fires: a stream that hangs does not always notice. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () =>
      reject(
        new TributaryError('model.failed', 'The Messages API did not answer in time.', {
          cause: signal.reason,
        }),
      )
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined
}

/** Worth another attempt: the service was busy, or the connection broke. What took its time is not tried again. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error)
  if (status !== undefined) return PASSING.has(status)
  return error instanceof Error && error.constructor.name === 'APIConnectionError'
}

function explain(error: unknown): TributaryError {
  if (error instanceof TributaryError) return error
  if (error instanceof BrokenCircuitError)
    return new TributaryError(
      'model.failed',
      'The Messages API failed repeatedly and is left alone for a while.',
    )
  const status = statusOf(error)
  // The SDK's message may hold parts of the request; only the status is kept.
  return new TributaryError(
    'model.failed',
    status
      ? `The Messages API answered with status ${status}.`
      : 'The Messages API could not be reached or sent what nobody can read.',
    {
      details: {
        ...(status ? { status } : {}),
        kind: error instanceof Error ? error.constructor.name : typeof error,
      },
    },
  )
}

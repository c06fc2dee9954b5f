import type { IncomingHttpHeaders } from 'node:http'

/** An error as the Messages API sends it. */
export interface ApiError {
  status: number
  type: string
  message: string
}

type Json = Record<string, unknown>

const MODELS = /^claude-(?:(?:fable|mythos|haiku|sonnet|opus)-\d(?:-\d)?(?:-\d{8})?|mythos-preview)$/
/** Versions of the API that the SDK in use has spoken. */
const VERSIONS = new Set(['2023-01-01', '2023-06-01', '2026-10-21'])
const FIELDS = new Set(
  'model messages max_tokens cache_control container diagnostics inference_geo metadata output_config service_tier speed stop_sequences stream system thinking tool_choice tools user_profile_id workspace_id'.split(
    ' ',
  ),
)

const invalid = (message: string): ApiError => ({ status: 400, type: 'invalid_request_error', message })
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the real API refuses, in the order it looks: key, version, body, fields, roles, blocks, citations. Undefined when all is well. */
export function refuse(headers: IncomingHttpHeaders, body: unknown, key: string): ApiError | undefined {
  const given = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '')
  if (!given) return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' }
  if (given !== key) return { status: 401, type: 'authentication_error', message: 'invalid x-api-key' }
  if (!headers['anthropic-version']) return invalid('anthropic-version: header is required')
  if (!VERSIONS.has(String(headers['anthropic-version'])))
    return invalid(`anthropic-version: "${String(headers['anthropic-version'])}" is not a valid version`)
  if (!headers['content-type']?.includes('application/json'))
    return invalid('content-type: must be application/json')
  if (!isObject(body)) return invalid('The request body is not valid JSON')
  return fields(body) ?? messages(body) ?? citations(body) ?? caching(body)
}

function fields(body: Json): ApiError | undefined {
  for (const name of ['model', 'messages', 'max_tokens'])
    if (body[name] === undefined) return invalid(`${name}: Field required`)
  const extra = Object.keys(body).find((name) => !FIELDS.has(name))
  if (extra) return invalid(`${extra}: Extra inputs are not permitted`)
  if (typeof body.model !== 'string') return invalid('model: Input should be a valid string')
  if (!MODELS.test(body.model))
    return { status: 404, type: 'not_found_error', message: `model: ${body.model}` }
  if (!Number.isInteger(body.max_tokens) || (body.max_tokens as number) < 0)
    return invalid('max_tokens: Input should be greater than or equal to 0')
  const system = body.system
  if (system !== undefined && typeof system !== 'string') {
    if (!Array.isArray(system)) return invalid('system: Input should be a valid list')
    for (const block of system)
      if (!isObject(block) || block.type !== 'text' || !block.text)
        return invalid('system: text content blocks must be non-empty')
  }
  return undefined
}

function messages(body: Json): ApiError | undefined {
  if (!Array.isArray(body.messages)) return invalid('messages: Input should be a valid list')
  if (body.messages.length === 0) return invalid('messages: at least one message is required')
  let before: unknown
  for (const [i, message] of body.messages.entries()) {
    if (!isObject(message)) return invalid(`messages.${i}: Input should be a valid dictionary`)
    if (!['user', 'assistant', 'system'].includes(String(message.role)))
      return invalid(`messages.${i}.role: Input should be 'user', 'assistant' or 'system'`)
    if (i === 0 && message.role !== 'user') return invalid('messages: first message must use the "user" role')
    before = message.role
    const problem = content(message.content, `messages.${i}.content`)
    if (problem) return problem
  }
  return before === 'assistant'
    ? invalid('This model does not support assistant message prefill.')
    : undefined
}

function content(given: unknown, at: string): ApiError | undefined {
  if (typeof given === 'string')
    return given === '' ? invalid(`${at}: user messages must have non-empty content`) : undefined
  if (!Array.isArray(given) || given.length === 0)
    return invalid(`${at}: user messages must have non-empty content`)
  for (const [i, block] of given.entries()) {
    if (!isObject(block)) return invalid(`${at}.${i}: Input should be a valid dictionary`)
    if (block.type === 'text') {
      if (typeof block.text !== 'string' || block.text === '')
        return invalid(`${at}.${i}.text: text content blocks must be non-empty`)
    } else if (block.type === 'document') {
      const problem = source(block, `${at}.${i}`)
      if (problem) return problem
    } else
      return invalid(
        `${at}.${i}: Input tag '${String(block.type)}' found using 'type' does not match any of the expected tags`,
      )
  }
  return undefined
}

function source(block: Json, at: string): ApiError | undefined {
  const given = block.source
  if (!isObject(given)) return invalid(`${at}.source: Field required`)
  if (given.type === 'text') {
    if (given.media_type !== 'text/plain')
      return invalid(`${at}.source.media_type: Input should be 'text/plain'`)
    return typeof given.data === 'string' && given.data !== ''
      ? undefined
      : invalid(`${at}.source.data: Field required`)
  }
  if (given.type !== 'content')
    return invalid(`${at}.source: Input tag '${String(given.type)}' does not match`)
  if (!Array.isArray(given.content) || given.content.length === 0)
    return invalid(`${at}.source.content: List should have at least 1 item`)
  for (const part of given.content) {
    if (!isObject(part) || part.type !== 'text' || typeof part.text !== 'string' || part.text.trim() === '') {
      return invalid(`${at}.source.content: text content blocks must contain non-whitespace text`)
    }
    if (part.citations) return invalid(`${at}.source.content: citations are not permitted here`)
  }
  return undefined
}

/** Every document of a request, in the order that `document_index` counts them. */
export function documentsOf(body: Json): Json[] {
  const all = (body.messages as Json[]).flatMap((message) =>
    Array.isArray(message.content) ? (message.content as Json[]) : [],
  )
  return all.filter((block) => block.type === 'document')
}

function citations(body: Json): ApiError | undefined {
  const enabled = documentsOf(body).map(
    (block) => isObject(block.citations) && block.citations.enabled === true,
  )
  if (enabled.some(Boolean) && !enabled.every(Boolean))
    return invalid('citations: must be enabled on all or none of the documents in a request')
  if (enabled.some(Boolean) && isObject(body.output_config) && body.output_config.format)
    return invalid('output_config.format: cannot be combined with citations')
  return undefined
}

function caching(body: Json): ApiError | undefined {
  const marks = JSON.stringify(body).match(/"cache_control":\{/g)?.length ?? 0
  return marks > 4 ? invalid('A maximum of 4 blocks with cache_control may be provided.') : undefined
}

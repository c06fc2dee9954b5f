import type { IncomingMessage } from 'node:http'
import { problems } from './problem.ts'

export interface Body {
  bytes: Buffer
  /** Length of what was sent; more than `bytes` holds when the rest was thrown away. */
  length: number
}

const SECONDS = 30

/**
 * Reads a request's body, keeping the first `keep` bytes and throwing the rest away up to `most`. Reading on past what is
 * kept lets the sender finish, so that it sees the answer instead of a broken connection.
 */
export function readBody(request: IncomingMessage, keep: number, most: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = []
    let length = 0
    const timer = setTimeout(
      () => fail(problems.badArgument('The body took too long to arrive.')),
      SECONDS * 1000,
    )
    const settle = () => {
      clearTimeout(timer)
      request.off('data', data).off('end', end).off('error', fail).off('close', gone)
    }
    const fail = (error: Error) => {
      settle()
      request.pause()
      reject(error)
    }
    const gone = () => fail(problems.badArgument('The body broke off.'))
    const end = () => {
      settle()
      resolve({ bytes: Buffer.concat(kept), length })
    }
    const data = (chunk: Buffer) => {
      if (length < keep) kept.push(chunk.subarray(0, keep - length))
      length += chunk.length
      if (length > most) fail(problems.tooLarge('That is too large to be taken.'))
    }
    request.on('data', data).on('end', end).on('error', fail).on('close', gone)
  })
}

/** A body of JSON: an object, or undefined when it is empty. */
export async function readJson(
  request: IncomingMessage,
  limit: number,
): Promise<Record<string, unknown> | undefined> {
  const { bytes, length } = await readBody(request, limit, limit * 16)
  if (length > limit) throw problems.tooLarge(`A message may be ${Math.floor(limit / 1024)} kB long.`)
  if (length === 0) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (isRecord(value)) return value
  } catch {
    // Not JSON: said below, like JSON that is no object.
  }
  throw problems.badArgument('The body must be a JSON object.')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import type { Call } from '../http.ts'
import { invalid, Refused } from './errors.ts'

/** A parameter that may be given several times or with commas. */
export function many(call: Call, name: string): string[] {
  return call.query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean)
}

/** Several values out of a fixed set. */
export function manyOf(call: Call, name: string, allowed: readonly string[], fallback: string[]): string[] {
  const given = many(call, name)
  if (given.some((value) => !allowed.includes(value)))
    throw new Refused(invalid(name, `one of ${allowed.join(', ')}`))
  return given.length > 0 ? given : fallback
}

/** Ids must be whole numbers. */
export function manyIds(call: Call, name: string): string[] | undefined {
  const given = many(call, name)
  if (given.some((id) => !/^\d{1,19}$/.test(id))) throw new Refused(invalid(name, 'Long'))
  return given.length > 0 ? given : undefined
}

/** The body format asked for; null for none. */
export function bodyFormat(call: Call, allowed: readonly string[], type: string): string | null {
  const given = call.query.get('body-format')
  if (given !== null && !allowed.includes(given)) throw new Refused(invalid('body-format', type))
  return given
}

export function flag(call: Call, name: string): boolean {
  return call.query.get(name) === 'true'
}

export type Json = Record<string, unknown>

// As the engine takes them: no control characters, and not endless.
const ID_LENGTH = 900
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The records of a list; of anything else none. */
export function recordsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {}
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** An id that can be stored; Meta writes some as numbers. */
export function idOf(value: unknown): string | undefined {
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id !== 'string' || id === '' || id.length > ID_LENGTH || CONTROLS.test(id)) return undefined
  return id.isWellFormed() ? id : undefined
}

// A number below it counts seconds: as milliseconds it would lie before 1974.
const LEAST_MILLISECONDS = 1e11

/** A time as Meta writes it: milliseconds, now and then seconds, either also as a text, or ISO 8601. ISO 8601 with zone. */
export function timeOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const number = Number(value)
  const date = Number.isFinite(number)
    ? new Date(number < LEAST_MILLISECONDS ? number * 1000 : number)
    : new Date(value)
  return Number.isNaN(date.getTime()) || date.getTime() <= 0 ? undefined : date.toISOString()
}

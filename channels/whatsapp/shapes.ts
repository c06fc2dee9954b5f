/** A JSON object of which nothing is known yet. */
export type Fields = Record<string, unknown>

export function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** The objects of an array; none when it is not one. */
export function all(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields).filter((item) => item !== undefined) : []
}

/** A string that says something; numbers are taken as providers sometimes send them. */
export function words(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

import { plainText } from './clean.ts'

/** JSON that PostgreSQL stores as jsonb: it refuses NUL and broken surrogates, wherever in a document they are. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? plainText(part) : part))
}

export type Body = Record<string, unknown>

/** The body of a request of Slack's: JSON, a form with JSON in `payload`, or a slash command's form. Undefined for anything else. */
export function readBody(bytes: Uint8Array): Body | undefined {
  const text = new TextDecoder().decode(bytes).trim()
  if (text.startsWith('{') || text.startsWith('[')) return readObject(text)
  if (!/^[\w.~%+-]+=/.test(text)) return undefined
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  if (payload !== null) return readObject(payload)
  return Object.fromEntries([...form].map(([name, value]) => [name, storable(name, value)]))
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair, as a text that was cut anywhere may have. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}

function readObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text, storable)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field that is a text with something in it. */
export function field(from: unknown, name: string): string | undefined {
  const value = isObject(from) ? from[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function part(from: unknown, name: string): Body | undefined {
  const value = isObject(from) ? from[name] : undefined
  return isObject(value) ? value : undefined
}

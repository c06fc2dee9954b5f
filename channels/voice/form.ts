/** The fields of a urlencoded body. */
export interface Form {
  /** By name; of a repeated field the last value. */
  fields: Record<string, string>
  /** For the signature: a repeated field with all its values. */
  signed: Record<string, string | string[]>
}

export function readForm(body: Uint8Array | string): Form {
  const params = new URLSearchParams(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'))
  const signed: Form['signed'] = {}
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name)
    signed[name] = values.length === 1 ? values[0]! : values
  }
  return { fields: Object.fromEntries(params), signed }
}

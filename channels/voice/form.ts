/** The fields of a urlencoded body. */
export interface Form {
  /** By name; of a repeated field the last value. Without control characters, which no database keeps: names come from whoever calls. */
  fields: Record<string, string>
  /** For the signature: a repeated field with all its values. */
  signed: Record<string, string | string[]>
}

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

export function readForm(body: Uint8Array | string): Form {
  const params = new URLSearchParams(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'))
  const signed: Form['signed'] = {}
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name)
    signed[name] = values.length === 1 ? values[0]! : values
  }
  const fields = [...params].map(([name, value]) => [name, value.replace(CONTROLS, '')] as const)
  return { fields: Object.fromEntries(fields), signed }
}

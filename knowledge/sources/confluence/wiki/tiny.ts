/**
 * The content id behind the code of a tiny link (/x/CODE), or undefined when it is none. The code is the id as eight
 * little-endian bytes in base64, with `-` for `/`, `_` for `+` (not base64url's way round) and its tail of A dropped.
 */
export function tinyId(code: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{1,11}$/.test(code)) return undefined
  const base64 = code.replaceAll('-', '/').replaceAll('_', '+').padEnd(11, 'A')
  const id = Buffer.from(`${base64}=`, 'base64').readBigUInt64LE()
  return id === 0n ? undefined : id.toString()
}

/** The code of a content id; the inverse of {@link tinyId}. */
export function tinyCode(id: string): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(id))
  return bytes
    .toString('base64')
    .replace(/=$/, '')
    .replace(/A+$/, '')
    .replaceAll('/', '-')
    .replaceAll('+', '_')
}

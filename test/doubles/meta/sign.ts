import { createHmac } from 'node:crypto'

/** JSON as Meta signs and sends it: everything beyond ASCII as `\uXXXX` in lower case, one for each UTF-16 unit. */
export function metaJson(value: unknown): Buffer {
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped, 'ascii')
}

/** The value of `X-Hub-Signature-256` for these bytes. */
export function metaSignature(appSecret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}

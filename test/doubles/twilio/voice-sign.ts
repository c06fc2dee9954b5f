import { createHmac } from 'node:crypto'

/** Signs a webhook as Twilio does: the address, then every field with its value, sorted by name. */
export function signCall(authToken: string, url: string, fields: Record<string, string>): string {
  const data = Object.keys(fields)
    .toSorted()
    .reduce((all, name) => all + name + fields[name], url)
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
}

import type { Address } from '../contract/message.ts'
import { TributaryError } from '../contract/errors.ts'

/** An address as one string, `channel:account:thread`; colons and percent signs inside the parts are escaped. */
export function formatAddress({ channel, account, thread }: Address): string {
  return [channel, account, thread].map(escape).join(':')
}

/** Reads what {@link formatAddress} wrote; throws `input.invalid` on anything else. */
export function parseAddress(text: string): Address {
  const parts = text.split(':')
  if (parts.length !== 3 || parts.some((part) => part === ''))
    throw new TributaryError('input.invalid', 'An address has three parts: channel:account:thread.')
  const [channel, account, thread] = parts.map(unescape) as [string, string, string]
  return { channel, account, thread }
}

function escape(part: string): string {
  return part.replaceAll('%', '%25').replaceAll(':', '%3A')
}

function unescape(part: string): string {
  return part.replaceAll('%3A', ':').replaceAll('%25', '%')
}

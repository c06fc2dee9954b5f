import type { Proof } from '../../src/contract/message.ts'
import type { Mail } from './mail/mail.ts'

/**
 * Whether the sender is proved: our own mail server (`authserv`) says in the topmost of its Authentication-Results (RFC 8601) that
 * DMARC passed for the domain of From, or the provider itself that this domain signed the mail. A mail with several authors, or one
 * to be answered elsewhere, proves nothing.
 */
export function proofsOf(mail: Mail, authserv: string | undefined): Proof[] {
  const [author] = mail.from
  if (!author || mail.from.length !== 1) return []
  if (mail.replyTo.some(({ address }) => address !== author.address)) return []
  const domain = author.address.slice(author.address.lastIndexOf('@') + 1)
  const proved =
    mail.signedBy?.includes(domain) || (authserv !== undefined && dmarcPassed(mail, authserv, domain))
  return proved ? [{ kind: 'email', value: author.address }] : []
}

function dmarcPassed(mail: Mail, authserv: string, domain: string): boolean {
  // A header further down may be the sender's own.
  const results = mail.headers
    .filter(({ name }) => name === 'authentication-results')
    .map(({ value }) => withoutComments(value))
    .find((value) => authservId(value) === authserv.toLowerCase())
  return (results ?? '')
    .split(';')
    .slice(1)
    .some((result) => /^\s*dmarc\s*=\s*pass(\s|$)/i.test(result) && fromDomain(result) === domain)
}

function authservId(value: string): string {
  return /^\s*"?([^\s;"]+)/.exec(value)?.[1]?.toLowerCase() ?? ''
}

function fromDomain(result: string): string | undefined {
  return /\sheader\.from\s*=\s*"?(?:[^\s;"@]*@)?([^\s;"]+)/i.exec(result)?.[1]?.toLowerCase()
}

/** Comments may hold anything, a semicolon or another result too. */
function withoutComments(value: string): string {
  let depth = 0
  let quoted = false
  let plain = ''
  for (const sign of value) {
    if (sign === '"' && depth === 0) quoted = !quoted
    if (sign === '(' && !quoted) depth++
    if (depth === 0) plain += sign
    if (sign === ')' && !quoted && depth > 0) depth--
  }
  return plain
}

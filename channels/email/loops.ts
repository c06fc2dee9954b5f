import { header, party, type Mail } from './mail/mail.ts'

// Machines that say so in their names. Postmasters, list servers and no-replies read no answers.
const MACHINE =
  /^(mailer-?daemon|postmaster|bounces?|daemon|listserv|majordomo|.*-(request|owner|bounces)|owner-.*|(no|do-?not|dont|never)[-_.]?(reply|respond|answer)|nobody|auto(-?re(ply|sponder|sponse))?)([-+=_.].*)?$/
const BULK = /^(bulk|junk|list|auto[-_]?reply)\b/i
const LIST = /^list-(?!.*-)|^list-unsubscribe-post$/
const SAYS_SO = new Set([
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-mail-autoreply',
])
const SUBJECT =
  /^\W*(auto(matic|mated)?[- ]?(re(ply|sponse|spons)|answer)|out of (the )?office|abwesenheits(notiz|benachrichtigung)|automatische antwort|r[eé]ponse automatique|respuesta autom[aá]tica|risposta automatica|automatisch antwoord|resposta autom[aá]tica|autosvar|automatiskt svar|自動応答)/i

/**
 * Why no answer may be written to this mail, of RFC 3834 and of what machines do in its stead; undefined for a person's mail.
 * @param own the addresses that are ours, lower case
 */
export function machineReason(mail: Mail, own: ReadonlySet<string>): string | undefined {
  const submitted = header(mail, 'auto-submitted')
  if (submitted && !/^no\b/i.test(submitted)) return 'an automatic mail (Auto-Submitted)'
  if (mail.contentType.startsWith('multipart/report')) return 'a report of a machine'
  const from = [...mail.from, ...mail.replyTo, ...(mail.sender ? [mail.sender] : [])]
  if (from.some(({ address }) => own.has(address))) return 'a mail of our own'
  if (isNull(header(mail, 'return-path'))) return 'an automatic mail (no return path)'
  if (BULK.test(header(mail, 'precedence') ?? '')) return 'bulk mail (Precedence)'
  if (mail.headers.some(({ name }) => LIST.test(name))) return 'mail of a list'
  const suppress = header(mail, 'x-auto-response-suppress')
  if (suppress && !/^none$/i.test(suppress)) return 'an automatic mail (X-Auto-Response-Suppress)'
  if (mail.headers.some(({ name }) => SAYS_SO.has(name))) return 'an automatic mail (X-Autoreply)'
  const [local = ''] = party(mail)?.address.split('@') ?? []
  if (MACHINE.test(local)) return 'an address that reads no answers'
  if (SUBJECT.test(mail.subject)) return 'an automatic mail (by its subject)'
  return undefined
}

/** A return path that is given, and empty: `<>`. */
export function isNull(returnPath: string | undefined): boolean {
  return returnPath !== undefined && /^<?\s*>?$/.test(returnPath.trim())
}

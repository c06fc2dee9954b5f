import { isNull } from '../loops.ts'
import { header, type Mail } from '../mail/mail.ts'
import { reasonOf, type Notice } from './bounce.ts'
import { blocks, codeIn, idsIn } from './fields.ts'
import { originalIds } from './report.ts'

const SENDER = /^(mailer-?daemon|postmaster|mail-?deliver|delivery|bounces?|system-?admin|sysadmin|mdaemon)/
const SUBJECT =
  /undeliver|delivery (status|report|failure|problem|has failed)|mail delivery|deliver(y)? fail|fail(ure|ed) (notice|delivery|mail)|delivery.{0,30}fail|returned (mail|to sender)|return(ed)? message|non[- ]remis|unzustellbar|mail system error|error sending your mail|could not be delivered|not delivered|message delayed|delayed mail|no entregado|mancata consegna|メールエラー|配信不能/i
const DELAY = /delay|warning|still trying|will (be retried|retry|keep trying)|temporar(y|ily)|queued/i
const UNKNOWN_PERSON =
  /[^\n]*\b(user unknown|unknown user|no such user|unknown (address|recipient|mailbox)|does not exist|mailbox (is )?(full|unavailable|disabled|not found)|(address|recipient|mailbox) (was )?(rejected|not found)|over quota|host unknown|unrouteable)[^\n]*/i
const DIAGNOSIS = /^.*(?<![\d.])[45]\d\d[ -][^\n]{3,}$/m

/**
 * What a bounce that keeps to no form says. Only what a machine of the mail system sent is read so, and only by the Message-ID that
 * it returns it counts: a shopper's own words are never taken for one.
 */
export function looseNotice(mail: Mail): Notice | undefined {
  const senders = [...mail.from, ...(mail.sender ? [mail.sender] : [])].map(({ address }) => address)
  const rawFrom = header(mail, 'from') ?? ''
  const fromMachine =
    senders.some((address) => SENDER.test(address)) ||
    /^\W*(mailer-?daemon|postmaster|mail deliver)/i.test(rawFrom)
  const nullPath = isNull(header(mail, 'return-path'))
  const named = header(mail, 'x-failed-recipients')
  const subject = SUBJECT.test(mail.subject)
  if (!(
    named ||
    (fromMachine && (nullPath || subject || mail.reports.length > 0)) ||
    (nullPath && subject) ||
    (subject && originalIds(mail.reports).length > 0)
  ))
    return undefined
  const words = [mail.readable, ...mail.reports.map(({ text }) => text)].join('\n')
  const own = beforeOriginal(mail.readable)
  const diagnosis = UNKNOWN_PERSON.exec(own)?.[0] ?? DIAGNOSIS.exec(own)?.[0]
  const code = codeIn(fieldsOf(own)) ?? codeIn(diagnosis ?? '') ?? codeIn(own)
  const delayed =
    code?.startsWith('4') || (!code && !UNKNOWN_PERSON.test(own) && DELAY.test(`${mail.subject}\n${own}`))
  return {
    state: delayed ? 'delayed' : 'failed',
    about: [...new Set([...originalIds(mail.reports), ...idsIn(words)])],
    reason: reasonOf(code, diagnosis),
    ...(named ? { recipient: named } : {}),
  }
}

/** The machine's own words, without the mail that it quotes below. */
function beforeOriginal(text: string): string {
  const at = text.search(
    /^[>\s]*(-{2,}.*(original|copy|below this line|your message|returned message|unsent message).*|(received|return-path|message-id)\s*:.*)$/im,
  )
  return at > 40 ? text.slice(0, at) : text
}

/** `Status:` and `Diagnostic-Code:` that stand in the text itself. */
function fieldsOf(text: string): string {
  return blocks(text)
    .map((fields) => `${fields.get('status') ?? ''} ${fields.get('diagnostic-code') ?? ''}`)
    .join(' ')
}

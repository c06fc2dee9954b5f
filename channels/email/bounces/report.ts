import type { Mail, ReportPart } from '../mail/mail.ts'
import { messageIds } from '../mail/clean.ts'
import { reasonOf, type Notice } from './bounce.ts'
import { blocks, codeIn, idsIn } from './fields.ts'

const ORIGINAL = /^(message\/(rfc822|global|news|rfc822-headers|global-headers)|text\/rfc822-headers)$/

/** What a report in the forms of RFC 3464 (delivery), RFC 5965 (feedback) or RFC 8098 (reading) says; undefined where it is none. */
export function standardNotice(mail: Mail): Notice | undefined {
  const about = originalIds(mail.reports)
  const part = (type: RegExp) => {
    const texts = mail.reports.filter(({ contentType }) => type.test(contentType)).map(({ text }) => text)
    return texts.length === 0 ? undefined : texts.join('\n\n')
  }
  const delivery = part(/^message\/(global-)?delivery-status$/)
  if (delivery !== undefined) return deliveryNotice(delivery, [...about, ...idsIn(mail.readable)])
  const feedback = part(/^message\/feedback-report$/)
  if (feedback !== undefined) return feedbackNotice(feedback, about)
  const disposition = part(/^message\/(global-)?disposition-notification$/)
  if (disposition !== undefined) return readNotice(disposition, about)
  return undefined
}

/** The Message-IDs of the mails, or their headers, that a report returns. */
export function originalIds(reports: readonly ReportPart[]): string[] {
  return reports
    .filter(({ contentType }) => ORIGINAL.test(contentType))
    .flatMap(({ text }) => messageIds(blocks(text)[0]?.get('message-id')))
}

const STATES: Record<string, Notice['state']> = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
}

function deliveryNotice(text: string, ids: string[]): Notice | undefined {
  const all = blocks(text)
  const recipients = all.filter((fields) => fields.has('action') || fields.has('status'))
  // One mail has one recipient here; of several the worst news counts.
  const told = recipients.map((fields) => {
    const status = fields.get('status') ?? ''
    const diagnostic = fields.get('diagnostic-code')?.replace(/^[\w-]+\s*;\s*/, '')
    const code = codeIn(status) ?? codeIn(diagnostic ?? '')
    const action =
      fields
        .get('action')
        ?.toLowerCase()
        .match(/^[a-z]+/)?.[0] ?? ''
    const state =
      STATES[action] ?? (code?.startsWith('4') ? 'delayed' : code?.startsWith('2') ? 'delivered' : 'failed')
    const recipient = (fields.get('final-recipient') ?? fields.get('original-recipient'))?.replace(
      /^[\w-]+\s*;\s*/,
      '',
    )
    return { state, reason: reasonOf(code, diagnostic ?? status), ...(recipient ? { recipient } : {}) }
  })
  const worst = ['failed', 'delayed', 'delivered'].flatMap((state) =>
    told.filter((one) => one.state === state),
  )[0]
  const original = all.flatMap((fields) => messageIds(fields.get('x-original-message-id')))
  return worst && { ...worst, about: [...new Set([...ids, ...original])] }
}

function feedbackNotice(text: string, about: string[]): Notice {
  const fields = blocks(text)[0]
  const kind = fields?.get('feedback-type')?.toLowerCase() ?? 'abuse'
  const recipient = fields?.get('original-rcpt-to')
  const reason = kind === 'abuse' ? 'the recipient marked it as spam' : `complaint: ${kind}`
  return { state: 'failed', about, reason: reasonOf(undefined, reason), ...(recipient ? { recipient } : {}) }
}

/** RFC 8098: only `displayed` says that it was read; `deleted` says that it was not. */
function readNotice(text: string, about: string[]): Notice {
  const fields = blocks(text)[0]
  const ids = [...messageIds(fields?.get('original-message-id')), ...about]
  const displayed = /displayed/i.test(fields?.get('disposition') ?? '')
  return { state: displayed ? 'read' : 'delivered', about: ids, reason: fields?.get('disposition') ?? '' }
}

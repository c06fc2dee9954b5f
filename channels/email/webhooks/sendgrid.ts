import { TributaryError } from '../../../src/contract/errors.ts'
import type { Arrived } from '../receive.ts'
import { headerLines, isRecord, jsonOf, mailOf } from './fields.ts'
import { textOf, type Form } from './form.ts'

/**
 * A mail from SendGrid's Inbound Parse, in its parsed or its raw form.
 * @throws input.invalid when the form holds none
 */
export function fromSendGrid(form: Form): Arrived {
  const signedBy = passedDomains(textOf(form, 'dkim'))
  const raw = form.fields.get('email')
  if (raw) return { raw, signedBy }
  if (!form.fields.has('headers') && !form.fields.has('text') && !form.fields.has('html'))
    throw new TributaryError('input.invalid', 'The form holds no mail.')
  const charsets = jsonOf(textOf(form, 'charsets'))
  const field = (name: string) => {
    const charset = isRecord(charsets) ? charsets[name] : undefined
    return textOf(form, name, typeof charset === 'string' ? charset : undefined)
  }
  const mail = mailOf(headerLines(textOf(form, 'headers')), {
    from: field('from'),
    subject: field('subject'),
    text: field('text'),
    html: field('html'),
    files: form.files,
  })
  return { mail: { ...mail, signedBy } }
}

/** `{@shop.example : pass, @other.example : fail}`: SendGrid's own word, beside the mail. */
function passedDomains(dkim: string): string[] {
  return [...dkim.matchAll(/@([\w.-]+)\s*:\s*pass\b/gi)].map(([, domain]) => domain!.toLowerCase())
}

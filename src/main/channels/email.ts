import { TributaryError } from '../../contract/errors.ts'
import type { ChannelOpener } from './index.ts'

/** E-mail, when an address is set. @throws config.invalid when there is no way in, or none out */
export const openEmail: ChannelOpener = async ({ config, db, log, trouble }) => {
  if (config.EMAIL_ADDRESS === undefined) return undefined
  const missing = [
    ...(config.EMAIL_SMTP_URL === undefined ? ['EMAIL_SMTP_URL to send mail'] : []),
    ...((config.EMAIL_IMAP_URL ?? config.EMAIL_WEBHOOK_SECRET ?? config.EMAIL_MAILGUN_KEY) === undefined
      ? ['EMAIL_IMAP_URL, EMAIL_WEBHOOK_SECRET or EMAIL_MAILGUN_KEY to take mail in']
      : []),
  ]
  if (missing.length > 0)
    throw new TributaryError('config.invalid', `EMAIL_ADDRESS also needs ${missing.join(', and ')}.`)
  const { createEmailChannel } = await import('../../../channels/email/index.ts')
  return createEmailChannel({
    db,
    clock: () => new Date(),
    log,
    ...(trouble === undefined ? {} : { trouble }),
    settings: {
      address: config.EMAIL_ADDRESS,
      name: config.EMAIL_NAME ?? config.SHOP_NAME,
      ...(config.EMAIL_SMTP_URL === undefined ? {} : { smtpUrl: config.EMAIL_SMTP_URL }),
      ...(config.EMAIL_IMAP_URL === undefined ? {} : { imapUrl: config.EMAIL_IMAP_URL }),
      ...(config.EMAIL_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: config.EMAIL_WEBHOOK_SECRET }),
      ...(config.EMAIL_MAILGUN_KEY === undefined ? {} : { mailgunKey: config.EMAIL_MAILGUN_KEY }),
      ...(config.EMAIL_AUTHSERV === undefined ? {} : { authserv: config.EMAIL_AUTHSERV }),
    },
  })
}

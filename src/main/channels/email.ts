import type { ChannelOpener } from './index.ts'

/** E-mail, when an address is set. */
export const openEmail: ChannelOpener = async ({ config, db, log, trouble }) => {
  if (config.EMAIL_ADDRESS === undefined) return undefined
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

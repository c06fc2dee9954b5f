import type { Config } from '../config.ts'

/** Settings without a default of their own, by the one that turns on what they are for. */
const SWITCHES = {
  EMAIL_ADDRESS: [
    'EMAIL_NAME',
    'EMAIL_IMAP_URL',
    'EMAIL_SMTP_URL',
    'EMAIL_WEBHOOK_SECRET',
    'EMAIL_MAILGUN_KEY',
    'EMAIL_AUTHSERV',
  ],
  WHATSAPP_CLOUD_PHONE_ID: ['WHATSAPP_CLOUD_TOKEN'],
  WHATSAPP_WEB: ['WHATSAPP_WEB_BROWSER'],
  VOICE_NUMBER: ['VOICE_TRANSFER_TO', 'VOICE_TRANSFER_QUEUE'],
  BOT_APP_ID: ['BOT_APP_PASSWORD', 'BOT_TENANT_ID'],
  SLACK_BOT_TOKEN: ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_CHANNEL'],
} satisfies Partial<Record<keyof Config, readonly (keyof Config)[]>>

/** Settings that do nothing, since the one that turns their channel on is missing; with the name of that one. */
export function idleSettings(config: Config): { setting: string; needs: string }[] {
  return Object.entries(SWITCHES).flatMap(([needs, names]) => {
    const on = config[needs as keyof typeof SWITCHES]
    if (on !== undefined && on !== false) return []
    return names.filter((name) => config[name] !== undefined).map((setting) => ({ setting, needs }))
  })
}

/** What is set without what it will want later: told at the start, since the server runs all the same. */
export function incompleteSettings(config: Config): { setting: string; missing: string; why: string }[] {
  const found: { setting: keyof Config; missing: keyof Config; why: string }[] = [
    {
      setting: 'WHATSAPP_CLOUD_PHONE_ID',
      missing: 'META_VERIFY_TOKEN',
      why: 'Meta cannot check the webhook’s address',
    },
    {
      setting: 'VOICE_NUMBER',
      missing: 'PUBLIC_URL',
      why: 'behind a proxy, calls are refused and ConversationRelay finds no address',
    },
    {
      setting: 'BOT_APP_ID',
      missing: 'BOT_APP_PASSWORD',
      why: 'replies to Bot Framework channels are refused',
    },
  ]
  return found.filter(
    ({ setting, missing }) => config[setting] !== undefined && config[missing] === undefined,
  )
}

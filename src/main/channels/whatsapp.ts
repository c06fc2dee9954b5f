import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TributaryError } from '../../contract/errors.ts'
import type { Config } from '../../config.ts'
import { deriveKey } from '../../secrets.ts'
import type { WhatsAppSettings } from '../../../channels/whatsapp/index.ts'
import type { ChannelOpener } from './index.ts'

/** WhatsApp, by each of the ways that the settings name: Cloud API, Twilio, WhatsApp Web. */
export const openWhatsApp: ChannelOpener = async ({ config, db, knowledge, files, log }) => {
  const settings: WhatsAppSettings = {
    key: deriveKey(knowledge.masterKey, 'whatsapp'),
    ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
    ...cloud(config),
    ...twilio(config),
    ...web(config),
  }
  if (!settings.cloud && !settings.twilio && !settings.web) return undefined
  const { createWhatsAppChannel, readTemplates, stateToken } =
    await import('../../../channels/whatsapp/index.ts')
  if (settings.web) keepToken(settings.web.folder, stateToken(settings.key))
  return createWhatsAppChannel({
    db,
    settings: { ...settings, templates: readTemplates(config.WHATSAPP_TEMPLATES ?? '') },
    clock: () => new Date(),
    log,
    outgoing: knowledge.outgoing,
    files,
  })
}

function cloud(config: Config): Pick<WhatsAppSettings, 'cloud'> {
  if (config.WHATSAPP_CLOUD_PHONE_ID === undefined) return {}
  return {
    cloud: {
      phoneNumberId: config.WHATSAPP_CLOUD_PHONE_ID,
      ...needed(config, 'WHATSAPP_CLOUD_PHONE_ID', {
        token: 'WHATSAPP_CLOUD_TOKEN',
        appSecret: 'META_APP_SECRET',
      }),
      ...(config.META_VERIFY_TOKEN === undefined ? {} : { verifyToken: config.META_VERIFY_TOKEN }),
      url: config.WHATSAPP_CLOUD_URL,
      version: config.META_GRAPH_VERSION,
    },
  }
}

function twilio(config: Config): Pick<WhatsAppSettings, 'twilio'> {
  if (config.WHATSAPP_TWILIO_FROM === undefined) return {}
  const account = { accountSid: 'TWILIO_ACCOUNT_SID', authToken: 'TWILIO_AUTH_TOKEN' } as const
  return {
    twilio: {
      from: config.WHATSAPP_TWILIO_FROM,
      ...needed(config, 'WHATSAPP_TWILIO_FROM', account),
      url: config.TWILIO_API_URL,
    },
  }
}

function web(config: Config): Pick<WhatsAppSettings, 'web'> {
  if (!config.WHATSAPP_WEB) return {}
  const browser = config.WHATSAPP_WEB_BROWSER
  return {
    web: { folder: join(config.DATA_FOLDER, 'whatsapp'), ...(browser === undefined ? {} : { browser }) },
  }
}

/** Where the operator finds what opens the state of WhatsApp Web; logs are no place for it. */
function keepToken(folder: string, token: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'state-token'), `${token}\n`, { mode: 0o600 })
}

type Optional = {
  [Name in keyof Config]: string | undefined extends Config[Name] ? Name : never
}[keyof Config]

/** Settings that another one needs beside it. @throws config.invalid naming those that are missing */
function needed<Field extends string>(
  config: Config,
  because: keyof Config,
  fields: Record<Field, Optional>,
): Record<Field, string> {
  const names = Object.entries<Optional>(fields)
  const missing = names.filter(([, name]) => config[name] === undefined).map(([, name]) => name)
  if (missing.length > 0)
    throw new TributaryError(
      'config.invalid',
      `${because} is set, so these are needed too: ${missing.join(', ')}.`,
    )
  return Object.fromEntries(names.map(([field, name]) => [field, String(config[name])])) as Record<
    Field,
    string
  >
}

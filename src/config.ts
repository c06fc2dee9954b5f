import { resolve } from 'node:path'
import { z } from 'zod'
import { TributaryError } from './contract/errors.ts'

const flag = z
  .enum(['0', '1', 'true', 'false', 'yes', 'no'])
  .transform((value) => ['1', 'true', 'yes'].includes(value))
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
const share = z.coerce.number().min(0.001).max(0.5)
const secret = z.string().min(1)
/** An address of a web server. */
const web = z.url({
  protocol: /^https?$/,
  error: 'must be a whole address, such as https://shop.example',
})
const UNDECODABLE = 'holds a % in its user or password that is not written as %25'
/** Whether the user and the password in an address can be read. */
function isDecodable(address: string): boolean {
  try {
    const { username, password } = new URL(address)
    return [username, password].map(decodeURIComponent).length > 0
  } catch {
    return false
  }
}
const PHONE = /^\+[1-9]\d{6,14}$/
const phone = z.string().regex(PHONE, 'must be a number with its country, such as +15551234567')

/** Every setting, its form and its default. The README's table is held against this one by a test. */
export const settings = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(3210),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: web.optional(),
  DATA_FOLDER: z.string().default('data'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be an address such as postgres://user:password@host/database',
    })
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  TRIBUTARY_KEY: z
    .string()
    .refine(
      (value) => Buffer.from(value, 'base64').length === 32,
      'must be 32 bytes in base64, such as `openssl rand -base64 32` prints',
    )
    .optional(),
  ACCEPTED_RISK: share.default(0.02),
  TIMEZONE: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
      'must be a time zone, such as Europe/Berlin',
    )
    .default('UTC'),
  RETENTION_DAYS: z.coerce.number().int().min(0).max(3650).default(90),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  EMBED_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  SHOP_NAME: z.string().max(80).default('our shop'),
  ANTHROPIC_API_KEY: secret.optional(),
  ANTHROPIC_BASE_URL: web.optional(),
  ANTHROPIC_MODEL: z.string().optional(),
  CALIBRATE_WITH_CLAUDE: flag.default(true),
  CONFLUENCE_CLIENT_ID: secret.optional(),
  CONFLUENCE_CLIENT_SECRET: secret.optional(),
  CONFLUENCE_AUTH_URL: web.default('https://auth.atlassian.com'),
  CONFLUENCE_API_URL: web.default('https://api.atlassian.com'),
  CONFLUENCE_REDIRECT_URI: web.default('http://localhost:3211/oauth/callback'),
  CONFLUENCE_PAT: secret.optional(),
  ALLOW_PRIVATE_HOSTS: list.default([]),
  WEBCHAT_ORIGINS: list
    .refine(
      (origins) =>
        origins.every(
          (origin) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin),
        ),
      'must be origins such as https://shop.example, separated by commas, without a path, or *',
    )
    .default([]),
  DIRECTLINE_SECRET: secret.optional(),
  BOT_APP_ID: z.string().optional(),
  BOT_APP_PASSWORD: secret.optional(),
  BOT_TENANT_ID: z.string().optional(),
  BOT_LOOPBACK: flag.default(false),
  EMAIL_ADDRESS: z.email().optional(),
  EMAIL_NAME: z.string().max(80).optional(),
  EMAIL_IMAP_URL: z
    .url({
      protocol: /^imaps?$/,
      error: 'must be an address such as imaps://user:password@imap.shop.example',
    })
    .refine(isDecodable, UNDECODABLE)
    .optional(),
  EMAIL_SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'must be an address such as smtps://user:password@smtp.shop.example',
    })
    .refine(isDecodable, UNDECODABLE)
    .optional(),
  EMAIL_WEBHOOK_SECRET: secret.optional(),
  EMAIL_MAILGUN_KEY: secret.optional(),
  EMAIL_AUTHSERV: z.string().optional(),
  META_APP_SECRET: secret.optional(),
  META_VERIFY_TOKEN: secret.optional(),
  META_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must be a version such as v24.0')
    .default('v24.0'),
  WHATSAPP_CLOUD_PHONE_ID: z.string().optional(),
  WHATSAPP_CLOUD_TOKEN: secret.optional(),
  WHATSAPP_CLOUD_URL: web.default('https://graph.facebook.com'),
  // It may have been copied with the prefix that Twilio writes.
  WHATSAPP_TWILIO_FROM: z
    .string()
    .transform((value) => value.replace(/^whatsapp:/, ''))
    .pipe(phone)
    .optional(),
  WHATSAPP_WEB: flag.default(false),
  WHATSAPP_WEB_BROWSER: z.string().optional(),
  WHATSAPP_TEMPLATES: z.string().optional(),
  INSTAGRAM_ACCOUNT_ID: z.string().optional(),
  INSTAGRAM_TOKEN: secret.optional(),
  INSTAGRAM_APP_SECRET: secret.optional(),
  INSTAGRAM_URL: web.default('https://graph.instagram.com'),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: secret.optional(),
  TWILIO_API_URL: web.default('https://api.twilio.com'),
  VOICE_NUMBER: phone.optional(),
  VOICE_MODE: z.enum(['gather', 'relay']).default('relay'),
  VOICE_LANGUAGE: z
    .string()
    .regex(
      /^[a-z]{2,3}(-[A-Z][a-z]{3})?-([A-Z]{2}|\d{3})$/,
      'must be a language with its country, such as en-US',
    )
    .default('en-US'),
  VOICE_TRANSFER_TO: z.string().optional(),
  VOICE_TRANSFER_QUEUE: z.string().optional(),
  SLACK_BOT_TOKEN: secret.optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_APP_TOKEN: secret.optional(),
  SLACK_CHANNEL: z.string().optional(),
  SLACK_ROUTES: list.default([]),
  SLACK_MENTION: z
    .string()
    .regex(/^(none|here|channel|S[A-Z0-9]+)$/, 'must be here, channel, none or the id of a user group')
    .default('here'),
  SLACK_API_URL: web.default('https://slack.com/api/'),
  DESK_HOURS: z.string().optional(),
  DESK_CLAIM_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
} satisfies Record<string, z.ZodType>

type Values = { [Name in keyof typeof settings]: z.output<(typeof settings)[Name]> }

export interface Config extends Values {
  /** Absolute. */
  DATA_FOLDER: string
}

const formatWords: Partial<Record<string, string>> = {
  url: 'must be a whole address, such as https://shop.example',
  email: 'must be an e-mail address',
}

/**
 * What a setting must be, in plain words, for what zod finds wrong with it. It never repeats the value, which may be a secret.
 * A form with words of its own keeps them; undefined leaves the words to zod.
 */
const settingWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return { number: 'must be a number', int: 'must be a whole number' }[issue.expected as string]
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `must be at least ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`
      return `must be at most ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return formatWords[issue.format]
    default:
      return undefined
  }
}

/**
 * Reads the environment once and checks it whole.
 * @throws config.invalid with every bad name and what it must be; never with a value, which may be a secret
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, form] of Object.entries(settings)) {
    const given = environment[name]
    // An empty variable is one that is not set: compose files and shells leave such behind.
    const result = form.safeParse(given === '' ? undefined : given, { error: settingWords })
    if (result.success) values[name] = result.data
    else problems.push(`${name}: ${result.error.issues.map(({ message }) => message).join(', ')}`)
  }
  if (problems.length > 0)
    throw new TributaryError('config.invalid', `Settings are wrong. ${problems.join('; ')}`)
  const config = values as unknown as Config
  return { ...config, DATA_FOLDER: resolve(config.DATA_FOLDER) }
}

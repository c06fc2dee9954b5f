import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openEmail } from '../../src/main/channels/email.ts'
import type { ChannelParts } from '../../src/main/channels/index.ts'
import { idleSettings, incompleteSettings } from '../../src/main/idle.ts'

const idle = (environment: Record<string, string>) =>
  idleSettings(readConfig(environment)).map(({ setting, needs }) => `${setting} needs ${needs}`)

test('settings of a channel that is off are named, with what turns it on', () => {
  expect(idle({ EMAIL_IMAP_URL: 'imaps://u:p@h', SLACK_CHANNEL: 'C1', WHATSAPP_WEB_BROWSER: '/x' })).toEqual([
    'EMAIL_IMAP_URL needs EMAIL_ADDRESS',
    'WHATSAPP_WEB_BROWSER needs WHATSAPP_WEB',
    'SLACK_CHANNEL needs SLACK_BOT_TOKEN',
  ])
})

test('those of a channel that is on are not', () => {
  expect(
    idle({ SLACK_BOT_TOKEN: 'x', SLACK_CHANNEL: 'C1', WHATSAPP_WEB: '1', WHATSAPP_WEB_BROWSER: '/x' }),
  ).toEqual([])
  expect(idle({})).toEqual([])
})

test('what a setting will want beside it is named', () => {
  const lacking = (environment: Record<string, string>) =>
    incompleteSettings(readConfig(environment)).map(({ setting, missing }) => `${setting} without ${missing}`)
  const given = { WHATSAPP_CLOUD_PHONE_ID: '1', VOICE_NUMBER: '+15551234567', BOT_APP_ID: 'a' }
  expect(lacking(given)).toEqual([
    'WHATSAPP_CLOUD_PHONE_ID without META_VERIFY_TOKEN',
    'VOICE_NUMBER without PUBLIC_URL',
    'BOT_APP_ID without BOT_APP_PASSWORD',
  ])
  const rest = { META_VERIFY_TOKEN: 'v', PUBLIC_URL: 'https://shop.example', BOT_APP_PASSWORD: 'p' }
  expect(lacking({ ...given, ...rest })).toEqual([])
  expect(lacking({})).toEqual([])
})

test.each([
  [{}, 'EMAIL_SMTP_URL to send mail, and EMAIL_IMAP_URL'],
  [
    { EMAIL_SMTP_URL: 'smtp://h' },
    'EMAIL_IMAP_URL, EMAIL_WEBHOOK_SECRET or EMAIL_MAILGUN_KEY to take mail in',
  ],
  [{ EMAIL_IMAP_URL: 'imap://h' }, 'EMAIL_SMTP_URL to send mail'],
])('an address with %j alone is no e-mail channel, and that is said', async (more, words) => {
  const config = readConfig({ EMAIL_ADDRESS: 'help@shop.example', ...more })
  await expect(openEmail({ config } as ChannelParts)).rejects.toMatchObject({
    code: 'config.invalid',
    message: expect.stringContaining(words),
  })
})

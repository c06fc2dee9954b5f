import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

describe('settings', () => {
  it('have defaults that work', () => {
    const config = readConfig({})
    expect(config.ACCEPTED_RISK).toBe(0.02)
    expect(config.DATABASE_URL).toBeUndefined()
    expect(config.DATA_FOLDER).toMatch(/^\//)
  })

  it('report every bad name together and print no value', () => {
    const read = () =>
      readConfig({
        PORT: 'eighty',
        ACCEPTED_RISK: '7',
        TRIBUTARY_KEY: 'hunter2',
        DATABASE_URL: 'mysql://u:geheim@h/d',
      })
    expect(read).toThrow(/PORT: must be a number.*DATABASE_URL.*TRIBUTARY_KEY.*ACCEPTED_RISK/s)
    expect(read).not.toThrow(/eighty|hunter2|geheim/)
  })

  it.each([
    ['PORT', '80.5', 'must be a whole number'],
    ['PORT', '-1', 'must be at least 0'],
    ['ACCEPTED_RISK', '7', 'must be at most 0.5'],
    ['SHOP_NAME', 'x'.repeat(81), 'must have at most 80 characters'],
    ['VOICE_MODE', 'stream', 'must be one of gather, relay'],
    ['PUBLIC_URL', 'shop', 'must be a whole address, such as https://shop.example'],
    ['PUBLIC_URL', 'chat.shop.example:443', 'must be a whole address, such as https://shop.example'],
    ['SLACK_API_URL', 'javascript:alert', 'must be a whole address, such as https://shop.example'],
    ['WEBCHAT_ORIGINS', 'shop.example', 'must be origins such as https://shop.example'],
    ['WEBCHAT_ORIGINS', 'https://a.example,https://b.example/path', 'must be origins such as'],
    ['EMAIL_SMTP_URL', 'smtp://u:a%ZZ@h.example', 'holds a % in its user or password'],
    ['VOICE_NUMBER', '02079460000', 'must be a number with its country, such as +15551234567'],
    ['WHATSAPP_TWILIO_FROM', '15551234567', 'must be a number with its country, such as +15551234567'],
    ['VOICE_LANGUAGE', 'german', 'must be a language with its country, such as en-US'],
    ['EMAIL_ADDRESS', 'help', 'must be an e-mail address'],
    ['EMAIL_IMAP_URL', 'https://h', 'must be an address such as imaps://user:password@imap.shop.example'],
    ['META_GRAPH_VERSION', '24', 'must be a version such as v24.0'],
    ['TIMEZONE', 'Berlin', 'must be a time zone, such as Europe/Berlin'],
  ])('say in plain words what %s=%s must be', (name, value, words) => {
    expect(() => readConfig({ [name]: value })).toThrow(`Settings are wrong. ${name}: ${words}`)
  })

  it('take origins, every origin, and a number as Twilio writes it', () => {
    expect(
      readConfig({ WEBCHAT_ORIGINS: 'https://a.example, http://b.example:8080' }).WEBCHAT_ORIGINS,
    ).toEqual(['https://a.example', 'http://b.example:8080'])
    expect(readConfig({ WEBCHAT_ORIGINS: '*' }).WEBCHAT_ORIGINS).toEqual(['*'])
    expect(readConfig({ WHATSAPP_TWILIO_FROM: 'whatsapp:+15551234567' }).WHATSAPP_TWILIO_FROM).toBe(
      '+15551234567',
    )
  })

  it('take an empty variable as not set', () => {
    expect(readConfig({ PORT: '', ANTHROPIC_API_KEY: '' })).toMatchObject({
      PORT: 3210,
      ANTHROPIC_API_KEY: undefined,
    })
  })
})

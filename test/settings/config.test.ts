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
    ['EMAIL_ADDRESS', 'help', 'must be an e-mail address'],
    ['EMAIL_IMAP_URL', 'https://h', 'must be an address such as imaps://user:password@imap.shop.example'],
    ['META_GRAPH_VERSION', '24', 'must be a version such as v24.0'],
    ['TIMEZONE', 'Berlin', 'must be a time zone, such as Europe/Berlin'],
  ])('say in plain words what %s=%s must be', (name, value, words) => {
    expect(() => readConfig({ [name]: value })).toThrow(`Settings are wrong. ${name}: ${words}`)
  })

  it('take an empty variable as not set', () => {
    expect(readConfig({ PORT: '', ANTHROPIC_API_KEY: '' })).toMatchObject({
      PORT: 3210,
      ANTHROPIC_API_KEY: undefined,
    })
  })
})

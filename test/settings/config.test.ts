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

  it('take an empty variable as not set', () => {
    expect(readConfig({ PORT: '', ANTHROPIC_API_KEY: '' })).toMatchObject({
      PORT: 3210,
      ANTHROPIC_API_KEY: undefined,
    })
  })
})

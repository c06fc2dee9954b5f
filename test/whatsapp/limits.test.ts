import { expect, it } from 'vitest'
import { createWhatsAppChannel } from '../../channels/whatsapp/index.ts'
import type { Database } from '../../src/contract/database.ts'
import { limitsOf, mayReply } from '../../src/engine/windows.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'
import { KEY } from './harness.ts'

const unused: Database = {
  embedded: false,
  get asyncCommit() {
    return this
  },
  query: () => Promise.reject(new Error('not before it is started')),
  transaction: () => Promise.reject(new Error('not before it is started')),
}

it('the window of a provider does not close the account that has none', () => {
  const channel = createWhatsAppChannel({
    db: unused,
    settings: {
      key: KEY,
      web: { folder: '/nowhere', clientId: 'shop' },
      twilio: { from: '+15551234567', accountSid: 'AC', authToken: 't', url: 'https://api.twilio.com' },
    },
    clock: () => new Date(),
    log: silent,
    outgoing: () => Promise.reject(new Error('not here')),
    files: testFiles(unused).files,
  })
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000)
  const may = (account: string) =>
    mayReply(limitsOf(channel, account), twoDaysAgo, new Date(), { author: 'human', template: false })
  expect(may('twilio-15551234567')).toBe(false)
  expect(may('web-shop')).toBe(true)
  // Of an account that is set up no more nothing is known: the narrowest hold.
  expect(may('cloud-1')).toBe(false)
})

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TributaryError } from '../../src/contract/errors.ts'
import { createEmailChannel, type EmailSettings } from '../../channels/email/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { quiet, SHOP } from './bench.ts'

let db: TestDatabase
let server: Server
beforeAll(async () => {
  db = await openTestDatabase()
  server = createServer(strictMailbox).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(async () => {
  server.close()
  await db.close()
})

/** A mail server whose only password is `right`. */
function strictMailbox(socket: Socket): void {
  const capability = 'CAPABILITY IMAP4rev1 AUTH=PLAIN'
  let signingIn: string | undefined
  const answer = (line: string): string => {
    if (signingIn !== undefined) {
      const tag = signingIn
      signingIn = undefined
      const password = Buffer.from(line, 'base64').toString().split('\0')[2]
      return password === 'right' ? `${tag} OK in` : `${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`
    }
    const [tag = '', command = ''] = line.split(' ')
    if (/^capability$/i.test(command)) return `* ${capability}\r\n${tag} OK done`
    if (/^select$/i.test(command))
      return `* 0 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 1] next\r\n${tag} OK done`
    if (!/^authenticate$/i.test(command)) return `${tag} OK done`
    signingIn = tag
    return '+ '
  }
  socket.on('error', () => {})
  socket.write(`* OK [${capability}] ready\r\n`)
  socket.on('data', (data) => {
    for (const line of data.toString().split('\r\n').filter(Boolean)) socket.write(`${answer(line)}\r\n`)
  })
}

async function firstTold(imapUrl: string, more: Partial<EmailSettings> = {}) {
  const told: (TributaryError | undefined)[] = []
  const channel = createEmailChannel({
    db,
    settings: { address: SHOP, name: 'Shop', imapUrl, limits: { backoffMs: 20 }, ...more },
    clock: () => new Date(),
    log: quiet,
    trouble: (part, error) => {
      expect(part).toBe('e-mail (mailbox)')
      told.push(error)
    },
  })
  await channel.start(async () => ({ stored: [], duplicates: [] }))
  await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(0)
  await channel.stop()
  return told[0]
}
const at = (password: string) => `imap://shop:${password}@127.0.0.1:${(server.address() as AddressInfo).port}`

test('a wrong password of the mailbox is told in plain words, without it', async () => {
  const told = await firstTold(at('wrong-password'))
  expect(told).toMatchObject({
    code: 'email.mailbox_refused',
    message: 'The mail server does not take user and password: Invalid credentials',
  })
  expect(JSON.stringify(told)).not.toContain('wrong-password')
})

test('a mail server that is not there, and one whose name nobody knows', async () => {
  expect(await firstTold('imap://shop:right@127.0.0.1:1')).toMatchObject({
    code: 'email.mailbox_unavailable',
  })
})

test('the right password is told as well: what was wrong is over', async () => {
  expect(await firstTold(at('right'))).toBeUndefined()
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFile } from '../../channels/email/index.ts'
import type { Channel } from '../../src/contract/channel.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { sharedDir } from '../shared.ts'
import { Inbox, openChannel, posted, request, SECRET } from './bench.ts'

const shared = sharedDir()
const payloads = shared && join(shared, 'payloads')
const mails =
  payloads === undefined
    ? []
    : readdirSync(join(payloads, 'email'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.eml'),
      )

describe.skipIf(payloads === undefined)('real mails, when ../shared is there', () => {
  let db: TestDatabase
  let channel: Channel
  const inbox = new Inbox()
  beforeAll(async () => {
    db = await openTestDatabase()
    channel = openChannel(db)
    await channel.start(inbox.accept)
  })
  afterAll(async () => {
    await channel?.stop()
    await db?.close()
  })

  it('each comes to messages or to a reason, by itself and through a webhook', async () => {
    expect(mails.length).toBeGreaterThan(200)
    const silent: string[] = []
    for (const name of mails) {
      const bytes = readFileSync(join(payloads!, 'email', name))
      const alone = await parseFile(name, bytes)
      if (alone.messages.length + alone.ignored.length === 0) silent.push(name)
      const before = inbox.messages.length + inbox.ignored.length
      const { status } = await channel.handle!(posted(bytes))
      // A mail that is there under two names is stored once.
      if (status !== 200) silent.push(`${name}: ${status}`)
      if (inbox.messages.length + inbox.ignored.length === before && !name.includes('duplicate')) {
        const ids = alone.messages.map(({ externalId }) => externalId)
        if (!inbox.messages.some(({ externalId }) => ids.includes(externalId)))
          silent.push(`${name}: nothing stored`)
      }
    }
    expect(silent).toEqual([])
  }, 120_000)

  it('every bounce is known as one, and nothing else is', async () => {
    const states = new Map<string, string>()
    for (const name of mails) {
      const { messages, ignored } = await parseFile(name, readFileSync(join(payloads!, 'email', name)))
      const [message] = messages
      const bounce = message?.kind === 'status' || ignored.some(({ reason }) => reason.startsWith('a bounce'))
      if (bounce) states.set(name, message?.status?.state ?? 'unnamed')
    }
    const bounces = mails.filter((name) => name.startsWith('bounces/'))
    expect(bounces.filter((name) => !states.has(name))).toEqual([])
    expect(bounces.filter((name) => states.get(name) === 'failed').length).toBeGreaterThanOrEqual(26)
    // Two that lie elsewhere are bounces all the same.
    expect([...states.keys()].filter((name) => !name.startsWith('bounces/')).sort()).toEqual([
      'malformed/apache-mimetools-testmsgs-badbound.eml',
      'threads/sisimai-rb-issue-368-bug.eml',
    ])
  }, 60_000)

  it('bodies of Postmark and SendGrid are taken', async () => {
    const folder = join(payloads!, 'email-inbound-webhooks')
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      const postmark = name.startsWith('postmark')
      const body = postmark
        ? bytes
        : Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
      const type = postmark ? 'application/json' : 'multipart/form-data; boundary=xYzZY'
      const before = inbox.messages.length
      const { status } = await channel.handle!(
        request(`/${postmark ? 'postmark' : 'sendgrid'}?secret=${SECRET}`, body, type),
      )
      // One of the files is empty.
      expect([name, status]).toEqual([name, bytes.length === 0 ? 400 : 200])
      expect(inbox.messages.length - before).toBe(bytes.length === 0 ? 0 : 1)
    }
  })
})

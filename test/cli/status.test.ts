import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ERRORS, TributaryError } from '../../src/contract/errors.ts'
import { clearTroubles, listTroubles, troubleTeller } from '../../src/store/troubles.ts'
import { dataFolder } from '../database.ts'
import { openBench, type Bench } from '../engine/bench.ts'
import { inbound } from '../engine/double.ts'
import { silent } from '../engine/log.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
let bench: Bench
beforeAll(async () => {
  folder = await dataFolder('status')
  bench = await openBench({}, { folder })
})
afterAll(async () => {
  await bench.db.close()
  rmSync(folder, { recursive: true, force: true })
})

const status = () =>
  new Promise<string>((resolve) => {
    const { url } = bench.db
    const env = { PATH: process.env.PATH, DATA_FOLDER: folder, LOG_LEVEL: 'silent' }
    execFile(
      process.execPath,
      ['src/cli.ts', 'status'],
      { cwd: root, env: { ...env, ...(url === undefined ? {} : { DATABASE_URL: url }) } },
      (_error, stdout) => resolve(stdout),
    )
  })

test('what does not work is kept until it works, since when it has not', async () => {
  const { db } = bench
  const tell = troubleTeller(db, silent)
  const parts = async () => (await listTroubles(db)).map(({ part, code }) => `${part} ${code}`)
  const refused = new TributaryError('slack.token_refused', 'Slack refused auth.test: invalid_auth.')
  tell('Slack', refused)
  tell('e-mail (mailbox)', new TributaryError('email.mailbox_refused', 'No: Invalid credentials'))
  await expect.poll(parts).toEqual(['Slack slack.token_refused', 'e-mail (mailbox) email.mailbox_refused'])
  const [{ since } = { since: undefined }] = await listTroubles(db)
  tell('Slack', refused)
  tell('e-mail (mailbox)')
  await expect.poll(parts).toEqual(['Slack slack.token_refused'])
  expect((await listTroubles(db))[0]!.since).toEqual(since)
  // Another process took the desk over, and finds it working.
  troubleTeller(db, silent)('Slack')
  await expect.poll(parts).toEqual([])
  tell('Slack', refused)
  await expect.poll(parts).toEqual(['Slack slack.token_refused'])
  await clearTroubles(db)
  expect(await parts()).toEqual([])
})

test(
  'status names what does not work and what was not sent, with what to do',
  { timeout: 120_000 },
  async () => {
    const { db, channel } = bench
    channel.before = async () => ({ outcome: 'refused', reason: 'the token is not taken', permanent: true })
    const conversation = await bench.take(inbound('Hello'))
    await bench.turn(conversation)
    await bench.deliver(conversation)
    const tell = troubleTeller(db, silent)
    tell('Slack', new TributaryError('slack.token_refused', 'Slack refused auth.test: invalid_auth.'))
    await expect.poll(async () => (await listTroubles(db)).length).toBe(1)
    const words = await status()
    expect(words).toMatch(/Not working:\nSlack, since .* UTC: slack\.token_refused: Slack refused auth\.test/)
    expect(words).toContain(`\n  ${ERRORS['slack.token_refused']}\n`)
    expect(words).toMatch(
      /Not sent in the last seven days, or not yet:\n.* refused +1 +the token is not taken/,
    )
  },
)

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hearWeb } from '../../channels/whatsapp/web/parse.ts'
import type { WebCommands, WebEvent } from '../../channels/whatsapp/web/port.ts'
import { openThread } from '../../channels/whatsapp/web/thread.ts'
import { site, VERSION } from '../doubles/whatsapp-web/site.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-web-'))
const args = ['--disable-gpu', '--disable-dev-shm-usage', '--use-gl=swiftshader']

beforeAll(() => {
  mkdirSync(join(folder, 'versions'))
  writeFileSync(join(folder, 'versions', `${VERSION}.html`), site)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Opens a session and collects what it tells, until `last` came. */
async function listen(
  browser: string,
  last: WebEvent['type'],
): Promise<{ told: WebEvent[]; session: WebCommands }> {
  const told: WebEvent[] = []
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`only ${JSON.stringify(told)}`)), 45_000)
    const session: WebCommands = openThread({ folder, clientId: 'test', browser, args }, (event) => {
      told.push(event)
      if (event.type !== last) return
      clearTimeout(late)
      // After the line below was run.
      setImmediate(() => resolve({ told, session }))
    })
  })
}

it('whatsapp-web.js, in its thread and a real browser, goes from the code to a message', async () => {
  const { told, session } = await listen(await chromium.executablePath(), 'message')
  await session.close()
  expect(told.map(({ type }) => type)).toEqual(['qr', 'qr', 'authenticated', 'ready', 'message'])
  expect(told[0]).toEqual({ type: 'qr', qr: 'ref-one,AAAA,AAAA,secret,1' })
  expect(told[3]).toEqual({ type: 'ready', number: '15550001111' })
  const { heard } = hearWeb(told[4]!, 'main', '')
  expect(heard[0]!.message).toMatchObject({
    kind: 'text',
    text: 'Passt Größe 43? 🥾',
    thread: '447700900123',
    from: { name: 'Ada' },
    at: '2026-03-08T19:27:04.000Z',
  })
})

it('a browser that is not there ends the session with a reason, and nothing else', async () => {
  const { told, session } = await listen('/nowhere/chromium', 'ended')
  await session.close()
  expect(told).toMatchObject([{ type: 'ended', reason: expect.stringContaining('/nowhere/chromium') }])
})

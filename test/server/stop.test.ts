import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { startApp } from '../../src/main/app.ts'
import { createHttpServer } from '../../src/server.ts'
import { ensureWidgetBuilt } from '../../src/web/build.ts'
import { dataFolder } from '../database.ts'
import { silent } from '../engine/log.ts'
import { Listener, openConversation, until } from '../web/direct-line.ts'

const folder = await dataFolder('stop')
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a server that is told to stop does, while shoppers have the chat open', async () => {
  await ensureWidgetBuilt()
  const settings = { DATA_FOLDER: folder, PORT: '0', DIRECTLINE_SECRET: 'secret' }
  const app = await startApp({ config: readConfig(settings), log: silent })
  const talk = await openConversation(app.url, 'secret')
  const shopper = new Listener(talk.streamUrl)
  await until(() => shopper.socket.readyState === WebSocket.OPEN)
  expect((await talk.post({ text: 'thanks' })).status).toBe(200)
  const started = performance.now()
  await app.stop()
  expect(performance.now() - started).toBeLessThan(15_000)
  // The client is told to come back, and does with its watermark.
  expect(await shopper.closed).toBe(1012)
})

it('a connection that became something else than HTTP is cut off when its time is up', async () => {
  const http = createHttpServer({ routers: [], ready, trustProxy: 0, log: silent })
  http.server.on('upgrade', (_request, socket) => socket.on('error', () => {}))
  const { port } = await http.listen(0, '127.0.0.1')
  const client = connect(port, '127.0.0.1', () =>
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  )
  client.on('error', () => {})
  await new Promise((resolve) => http.server.once('upgrade', resolve))
  const started = performance.now()
  await http.close(0.3)
  expect(performance.now() - started).toBeLessThan(5000)
})

const ready = async () => ({ ready: true, problems: [] })

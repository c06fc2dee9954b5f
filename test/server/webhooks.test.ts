import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpServer, type HttpServer } from '../../src/server.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { silent } from '../engine/log.ts'

const MEGABYTE = 2 ** 20
let http: HttpServer
let url = ''
let port = 0
/** Lengths of the bodies that came through. */
const taken: number[] = []

beforeAll(async () => {
  const target = {
    name: 'mail',
    webhookBytes: 6 * MEGABYTE,
    async handle({ body }: { body: Uint8Array }) {
      taken.push(body.length)
      return { status: 200 }
    },
  }
  const routes = webhookRoutes({
    prefix: '/channels',
    hooked: [target],
    largeBytes: 8 * MEGABYTE,
    log: silent,
  })
  const ready = async () => ({ ready: true, problems: [] })
  http = createHttpServer({ routers: [routes], ready, trustProxy: 0, log: silent })
  ;({ url, port } = await http.listen(0, '127.0.0.1'))
})
afterAll(() => http.close(0.1))

const post = async (bytes: number) =>
  (await fetch(`${url}/channels/mail/in`, { method: 'POST', body: new Uint8Array(bytes) })).status

/** Begins a large body, and leaves its end open. */
async function hold(bytes: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `POST /channels/mail/in HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes + 1}\r\n\r\n${'x'.repeat(bytes)}`,
  )
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return socket
}

it('large bodies at a time are bounded; small ones come through, and large ones again afterwards', async () => {
  expect(await post(5 * MEGABYTE)).toBe(200)
  // Refused as too large for itself; what it held is given back.
  for (let n = 0; n < 4; n++) expect(await post(7 * MEGABYTE)).toBe(413)
  expect(await post(5 * MEGABYTE)).toBe(200)
  const sockets = [await hold(5 * MEGABYTE), await hold(4.5 * MEGABYTE)]
  await sleep(300)
  const answer = await fetch(`${url}/channels/mail/in`, {
    method: 'POST',
    body: new Uint8Array(5 * MEGABYTE),
  }).catch(() => undefined)
  expect(answer === undefined || answer.status === 503).toBe(true)
  expect(await post(0.9 * MEGABYTE)).toBe(200)
  for (const socket of sockets) socket.destroy()
  await sleep(300)
  expect(await post(5 * MEGABYTE)).toBe(200)
  expect(taken.filter((bytes) => bytes === 5 * MEGABYTE)).toHaveLength(3)
})

it('a body that is packed is not unpacked', async () => {
  const answer = await fetch(`${url}/channels/mail/in`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(new Uint8Array(5 * MEGABYTE)),
  })
  expect(answer.status).toBe(415)
})

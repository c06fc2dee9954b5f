import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardedFetch, isPublicAddress } from '../../src/outgoing.ts'

const init = () => ({
  method: 'GET' as const,
  headers: {},
  redirect: 'manual' as const,
  signal: AbortSignal.timeout(5000),
})

describe('outgoing requests', () => {
  let server: Server
  let port: number
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
      else response.end('inside')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '0.0.0.0',
  ])('know %s for private', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each([
    'https://127.0.0.1:1/',
    'https://[::1]/',
    'https://localhost/',
    'http://example.com/',
    'https://2130706433/',
  ])('refuse %s', async (url) => {
    await expect(guardedFetch([])(url, init())).rejects.toMatchObject({ code: 'outgoing.refused' })
  })

  it('reach what the operator named, and follow no redirect', async () => {
    const fetch = guardedFetch([`127.0.0.1:${port}`])
    expect(await (await fetch(`http://127.0.0.1:${port}/`, init())).text()).toBe('inside')
    expect((await fetch(`http://127.0.0.1:${port}/away`, init())).status).toBe(302)
  })
})

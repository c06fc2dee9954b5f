import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { call, openConversation } from './direct-line.ts'
import { SECRET, serve, type Served } from './harness.ts'

let db: TestDatabase
let served: Served

beforeAll(async () => {
  db = await openTestDatabase()
  served = await serve(db, { settings: { bot: { loopback: true } } })
})
afterAll(async () => {
  await served.stop()
  await db.close()
})

const NUL = '\u0000'

describe('characters that cannot be stored', () => {
  const conversations = () => `${served.url}/v3/directline/conversations`

  it('in the id of a user are refused', async () => {
    const user = { id: `a${NUL}b` }
    const generate = `${served.url}/v3/directline/tokens/generate`
    expect((await call(generate, 'POST', SECRET, { user })).status).toBe(400)
    expect((await call(conversations(), 'POST', SECRET, { user })).status).toBe(400)
  })

  it('in the id of a conversation lead to none', async () => {
    expect((await call(`${conversations()}/%00/activities`, 'GET', SECRET)).status).toBe(404)
  })

  it('in a locale are passed over', async () => {
    expect((await call(conversations(), 'POST', SECRET, { locale: NUL })).status).toBe(201)
  })

  it('in the name of a file, and in a user named by its address, are taken out', async () => {
    const { body } = await call(conversations(), 'POST', SECRET)
    const form = new FormData()
    const name = `..\u202egnp${'x'.repeat(5000)}${NUL}.exe`
    form.set('file', new Blob(['f']), name)
    const upload = `${conversations()}/${String(body.conversationId)}/upload?userId=me%00`
    const response = await fetch(upload, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(body.token)}` },
      body: form,
    })
    expect(response.status).toBe(200)
    const read = await call(upload.replace(/upload.*/, 'activities'), 'GET', String(body.token))
    const [first] = read.body.activities as { attachments: { name: string }[]; from: { id: string } }[]
    expect(first!.from.id).toBe('me')
    expect(first!.attachments[0]!.name).toMatch(/^\.\.gnpx{1,200}$/)
  })
})

describe('what is cut', () => {
  const cut = (length: number) => `${'a'.repeat(length)}😀`
  it.each([
    ['a name', { from: { id: 'dl_tester', name: cut(199) }, text: 'hello' }],
    ['an event’s name', { type: 'event', name: cut(199) }],
    ['a value', { type: 'event', name: 'x', value: cut(7999) }],
    ['an attachment', { text: 'x', attachments: [{ contentType: cut(199), name: cut(199) }] }],
  ])('in the middle of a character is taken in all the same: %s', async (_, activity) => {
    const talk = await openConversation(served.url, SECRET)
    expect((await talk.post(activity)).status).toBe(200)
  })
})

describe('a Host header that is none', () => {
  it('is refused', async () => {
    const { port, hostname } = new URL(served.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      'POST /v3/directline/conversations HTTP/1.1\r\nHost: ]bad host[\r\n' +
        `Authorization: Bearer ${SECRET}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
    let answer = ''
    for await (const bytes of socket) answer += String(bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('a message that the engine calls malformed', () => {
  it('is refused for good, so that nobody sends it again and again', async () => {
    const { accept } = served.engine
    const talk = await openConversation(served.url, SECRET)
    served.engine.accept = () => Promise.reject(new TributaryError('message.invalid', 'Its id is wrong.'))
    await served.channel.start((messages) => served.engine.accept([...messages]))
    expect((await talk.post({ text: 'x' })).status).toBe(400)
    served.engine.accept = accept
    await served.channel.start(accept)
    expect((await talk.post({ text: 'x' })).status).toBe(200)
  })
})

describe('an activity at /api/messages', () => {
  const activity = {
    type: 'message',
    id: 'a-1',
    channelId: 'emulator',
    serviceUrl: 'http://127.0.0.1:9',
    conversation: { id: 'c-1' },
    from: { id: 'u-1' },
    recipient: { id: 'bot' },
    text: 'hello',
  }
  const post = async (more: object) =>
    (await call(`${served.url}/api/messages`, 'POST', undefined, { ...activity, ...more })).status

  it.each(['\u0085', '\u007f', '\ud800', NUL])('with %j in an id is malformed', async (character) => {
    expect(await post({ conversation: { id: `c${character}` } })).toBe(400)
    expect(await post({ from: { id: `u${character}` } })).toBe(400)
  })

  it('keeps no characters that cannot be stored', async () => {
    const conversation = { id: 'c-2', tenant: `t${NUL}`, [`k${NUL}`]: 'x' }
    expect(await post({ id: 'a-2', conversation, from: { id: 'u-1', name: `Sam${NUL}` } })).toBe(200)
  })
})

describe('an upgrade that nobody wants', () => {
  it.each([
    ['to another path', '/nope'],
    ['without a token', '/v3/directline/conversations/x/stream'],
  ])('%s is refused and its connection closed, also when the client keeps its side open', async (_, path) => {
    const got = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect({ port: served.port, host: '127.0.0.1', allowHalfOpen: true }, () =>
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        ),
      )
      socket.setTimeout(3000, () => reject(new Error('still open')))
      socket.on('data', (chunk) => (text += String(chunk)))
      socket.on('error', reject)
      socket.on('end', () => {
        resolve(text)
        socket.destroy()
      })
    })
    expect(got).toMatch(/^HTTP\/1\.1 40[34] /)
  })
})

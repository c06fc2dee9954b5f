import { JSDOM } from 'jsdom'
import type { DirectLine, Activity } from 'botframework-directlinejs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { call, until } from './direct-line.ts'
import { EchoEngine, SECRET, serve, type Served } from './harness.ts'

// The public client is a browser's library: its XMLHttpRequest comes from jsdom, of a page on another origin, so that CORS is
// really asked for; its WebSocket is Node's.
const page = new JSDOM('', { url: 'https://shop.example/' }).window
Object.assign(globalThis, { XMLHttpRequest: page.XMLHttpRequest, FormData: page.FormData, Blob: page.Blob })
const library = await import('botframework-directlinejs')

let db: TestDatabase
let served: Served
let client: DirectLine
let seen: Activity[]
let states: number[]

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  served = await serve(db)
})
afterEach(async () => {
  client.end()
  await served.stop()
})

async function connect(options: { webSocket?: boolean; user?: string } = {}): Promise<void> {
  const generated = await call(`${served.url}/v3/directline/tokens/generate`, 'POST', SECRET, {
    user: options.user ? { id: options.user } : {},
  })
  client = new library.DirectLine({
    domain: `${served.url}/v3/directline`,
    token: String(generated.body.token),
    webSocket: options.webSocket ?? true,
    pollingInterval: 200,
    timeout: 1000,
    // Otherwise it waits up to 15 s before it connects again.
    random: () => 0,
  } as never)
  seen = []
  states = []
  client.connectionStatus$.subscribe((state) => states.push(state))
  client.activity$.subscribe({ next: (activity) => seen.push(activity), error: () => {} })
}

const texts = () => seen.flatMap((activity) => (activity.type === 'message' ? [activity.text] : []))
const say = (text: string, more: object = {}) =>
  client
    .postActivity({ type: 'message', text, from: { id: 'user1', name: 'Sam' }, ...more } as never)
    .toPromise()

describe('the public Direct Line client, unchanged', () => {
  it('talks over a WebSocket', async () => {
    await connect()
    expect(await say('hello')).toMatch(/\|\d{7}$/)
    await until(() => texts().length === 2)
    expect(texts()).toEqual(['hello', 'echo: hello'])
    expect(served.engine.taken[0]).toMatchObject({ from: { id: 'user1', name: 'Sam' }, text: 'hello' })
    // Typing is shown to those who are there: the first could have been before the socket was.
    await say('again')
    await until(() => texts().length === 4)
    await until(() => seen.some(({ type }) => type === 'typing'))
  })

  it('talks by polling', async () => {
    await connect({ webSocket: false, user: 'dl_known' })
    await say('hello')
    await until(() => texts().length === 2)
    expect(texts()).toEqual(['hello', 'echo: hello'])
    expect(served.engine.taken[0]?.from.id).toBe('dl_known')
  })

  it('misses nothing when the server restarts', async () => {
    await connect()
    await say('before')
    await until(() => texts().length === 2)
    const { port } = served
    const engine = new EchoEngine()
    await served.stop()
    served = await serve(db, { port, engine })
    const thread = seen[0]!.conversation!.id
    const message = { text: 'while you were away', citations: [], choices: [] }
    await served.channel.send({ channel: 'web', account: 'site', thread }, message, 'away')
    await until(() => texts().includes('while you were away'), 10_000)
    await say('after')
    await until(() => texts().includes('echo: after'))
    expect(new Set(texts()).size).toBe(texts().length)
  })

  it('is told to try again when a message was not taken in, and learns that a conversation ended', async () => {
    await connect({ webSocket: false })
    await say('first')
    served.engine.failing = true
    expect(await say('not now')).toBe('retry')
    served.engine.failing = false
    await client.postActivity({ type: 'endOfConversation', from: { id: 'user1' } } as never).toPromise()
    await until(() => states.includes(library.ConnectionStatus.Ended))
  })

  it('uploads: the text arrives, the file is refused in words', async () => {
    await connect()
    await until(() => states.includes(library.ConnectionStatus.Online))
    const attachments = [
      { contentType: 'text/plain', name: 'a.txt', contentUrl: `${served.url}/v3/directline/none` },
    ]
    await expect(say('see file', { attachments })).rejects.toMatchObject({ status: 404 })
    const thread = String((client as unknown as { conversationId: string }).conversationId)
    const form = new page.FormData()
    const activity = { type: 'message', from: { id: 'user1' }, text: 'see file' }
    form.append(
      'activity',
      new page.Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }),
    )
    form.append('file', new page.Blob(['hello file'], { type: 'text/plain' }), 'a.txt')
    const request = new page.XMLHttpRequest()
    request.open('POST', `${served.url}/v3/directline/conversations/${thread}/upload?userId=user1`)
    request.setRequestHeader(
      'Authorization',
      `Bearer ${String((client as unknown as { token: string }).token)}`,
    )
    await new Promise((resolve) => {
      request.addEventListener('loadend', resolve)
      request.send(form)
    })
    expect(request.status).toBe(200)
    await until(() => texts().some((words) => words?.includes('cannot take files')))
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { download, isSlacks } from '../../src/desk/slack/act/files.ts'
import type { Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { DESK, openBench, settle, until, type Bench, type Opened } from './bench.ts'

const png = { name: 'assembly.png', mimetype: 'image/png', bytes: new Uint8Array([137, 80, 78, 71, 0, 255]) }

describe('files of people', () => {
  let bench: Bench
  let ada: Person
  let opened: Opened
  beforeAll(async () => {
    bench = await openBench()
    ada = bench.slack.person('Ada', [DESK])
  })
  afterAll(() => bench.close())
  beforeEach(async () => {
    opened = await bench.open()
    await ada.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
    bench.slack.workspace.ephemerals = []
  })
  const sentHere = () => bench.work.sent.filter(({ handoff }) => handoff === opened.handoff)

  test('go along with @bot send, with or without a text', async () => {
    await ada.uploads(png, '@bot send Like this:', opened.place)
    const sent = await until(() => sentHere()[0])
    expect(sent.content).toMatchObject({
      text: 'Like this:',
      files: [
        { name: 'assembly.png', contentType: 'image/png', data: Buffer.from(png.bytes).toString('base64') },
      ],
    })
    await ada.uploads(png, '@bot send', opened.place)
    expect((await until(() => sentHere()[1])).content.text).toBe('')
  })

  test('stay internal when the message is', async () => {
    await ada.uploads(png, 'Look what he sent to me', opened.place)
    await settle()
    expect(sentHere()).toEqual([])
    expect(bench.slack.calls.some(({ method }) => method === 'files.info')).toBe(false)
  })

  test('go along with the shortcut, after the window named them', async () => {
    const message = await ada.uploads(png, 'For *you*, see <https://shop.example>', opened.place)
    await ada.shortcut(message, opened.place)
    await until(() => ada.window !== undefined && bench.slack.workspace.views.length > 0)
    expect(JSON.stringify(bench.slack.workspace.views.at(-1))).toContain('assembly.png')
    await ada.submits('For you')
    const sent = await until(() => sentHere()[0])
    expect(sent.content).toMatchObject({ text: 'For you', files: [{ name: 'assembly.png' }] })
    await bench.work.tell(opened.handoff, { kind: 'delivery', key: sent.key, state: 'delivered' })
    expect(message.reactions.map(({ name }) => name)).toEqual(['white_check_mark'])
  })

  test('that are too large are not sent, and the text comes back', async () => {
    await ada.uploads(
      { ...png, bytes: new Uint8Array(10 * 1024 * 1024 + 1) },
      '@bot send My text',
      opened.place,
    )
    const told = await until(() => ada.told.find((text) => text.includes('at most')))
    expect(told).toContain('My text')
    expect(sentHere()).toEqual([])
  })

  test('are fetched from Slack only: the token goes nowhere else', async () => {
    const tokens: (string | undefined)[] = []
    const thief = createServer((request, response) => {
      tokens.push(request.headers.authorization)
      response.end('x')
    })
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/a.png`
    await ada.uploads({ ...png, url }, '@bot send See', opened.place)
    await until(() => ada.told.some((text) => text.includes('is not kept by Slack')))
    expect([tokens, sentHere()]).toEqual([[], []])
    await new Promise((resolve) => thief.close(resolve))
  })

  test('that Slack shows its sign-in page for are not sent as that page', async () => {
    const message = await ada.uploads(png, 'x', opened.place)
    const url = `${bench.slack.url}/files/${message.files![0]!.id}/a.png`
    const file = { id: 'F', name: png.name, contentType: png.mimetype, url }
    const options = { outgoing: fetch, botToken: 'without files:read', apiUrl: bench.slack.apiUrl }
    await expect(download([file], options)).rejects.toThrow('files:read')
  })
})

test.each([
  ['https://files.slack.com/files-pri/T1-F1/a.png', true],
  ['https://slack-files.com/T1-F1-abc', true],
  ['https://acme.slack.com/a', true],
  ['http://files.slack.com/a', false],
  ['https://files.slack.com.evil.example/a', false],
  ['https://notslack.com/a', false],
  ['https://evil.example/files.slack.com', false],
  ['https://files.slack.com@evil.example/', false],
  ['file:///etc/passwd', false],
  ['nonsense', false],
])('%s is Slack’s: %s', (url, ours) => expect(isSlacks(url, 'https://slack.com/api/')).toBe(ours))

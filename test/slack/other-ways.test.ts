import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { read } from '../doubles/slack/person.ts'
import type { Person } from '../doubles/slack/index.ts'
import { DESK, openBench, settle, until, type Bench, type Opened } from './bench.ts'

const SAM = 'sam@example.com'
const back = { name: 'back', language: 'en', text: 'Hello {{1}}, <b>we</b> are back about {{2}}.' }
const plain = { name: 'plain', language: 'de', text: 'Wir sind wieder da.' }
const unknown = { name: 'HX0123', language: 'en' }
const CLOSED = 'The time for replies on this channel has run out.'

describe('through a closed window', () => {
  let bench: Bench
  let ada: Person
  let opened: Opened

  beforeAll(async () => {
    bench = await openBench()
    ada = bench.slack.person('Ada', [DESK])
  })
  beforeEach(async () => {
    bench.work.sent = []
    bench.work.mailed = []
    bench.work.ways = { templates: [back, plain, unknown], email: SAM }
    bench.work.may = () => ({ may: false, why: CLOSED })
    bench.slack.workspace.views = []
    bench.slack.workspace.ephemerals = []
    opened = await bench.open()
    await ada.clicks('Claim', opened.place)
    await until(() => read(opened.root()).includes('Claimed'))
  })
  afterAll(() => bench.close())

  const opens = () => until(() => bench.slack.workspace.views.length > 0)
  const warned = async (templates = true, email = true) => {
    const closesAt = new Date(Date.now() - 1000).toISOString()
    await bench.work.tell(opened.handoff, { kind: 'window', closesAt, templates, email })
    return opened.thread().find((message) => read(message).includes('The time for replies ended'))!
  }
  const press = async (label: string, who = ada) => {
    const { ts } = await warned()
    await who.clicks(label, opened.place, undefined, ts)
  }

  test('a template is chosen, filled in, looked at, and sent; the thread ticks it', async () => {
    await press('Send a template')
    await opens()
    expect(ada.reads).toContain('Hello {{1}}, &lt;b&gt;we&lt;/b&gt; are back about {{2}}.')
    await ada.fills({ template: 'back' })
    expect(ada.fields).toEqual(['parameter_1', 'parameter_2'])
    await ada.fills({ parameter_1: ' Sam ', parameter_2: 'your <boots>' })
    expect(ada.reads).toContain('Hello Sam, &lt;b&gt;we&lt;/b&gt; are back about your &lt;boots&gt;.')
    await settle()
    expect(bench.work.sent).toEqual([])
    await ada.fills({})
    const sent = await until(() => bench.work.sent[0])
    expect(sent).toMatchObject({
      handoff: opened.handoff,
      agent: { name: 'Ada' },
      content: { template: { name: 'back', language: 'en', parameters: ['Sam', 'your <boots>'] } },
    })
    await until(() => opened.thread().some((one) => read(one).includes('on its way')))
    await bench.work.tell(opened.handoff, { kind: 'delivery', key: sent.key, state: 'delivered' })
    expect(read(opened.thread().at(-1)!)).toContain('delivered')
    expect(bench.work.mailed).toEqual([])
  })

  test('a window that is confirmed twice sends once', async () => {
    bench.work.ways = { templates: [plain] }
    await press('Send a template')
    await opens()
    await Promise.all([ada.fills({}), ada.fills({})])
    await settle()
    expect(bench.work.sent).toHaveLength(1)
  })

  test('a template without parameters is shown at once, one whose words are not known asks for lines', async () => {
    bench.work.ways = { templates: [plain] }
    await press('Send a template')
    await opens()
    expect(ada.fields).toEqual([])
    expect(ada.reads).toContain('Wir sind wieder da.')
    bench.work.ways = { templates: [unknown] }
    bench.slack.workspace.views = []
    await press('Send a template')
    await opens()
    expect(ada.fields).toEqual(['parameters'])
    await ada.fills({ parameters: 'Sam\n\n boots ' })
    expect(ada.reads).toContain('[template HX0123, en: Sam, boots]')
    await ada.fills({})
    expect((await until(() => bench.work.sent[0])).content.template?.parameters).toEqual(['Sam', 'boots'])
  })

  test('an empty field, one that is too long, and a template that is gone are told beside the field', async () => {
    await press('Send a template')
    await opens()
    await ada.fills({ template: 'back' })
    const empty = await ada.fills({ parameter_1: 'Sam', parameter_2: '  ' })
    expect(JSON.parse(empty.body)).toEqual({
      response_action: 'errors',
      errors: { parameter_2: 'Write something.' },
    })
    const long = await ada.fills({ parameter_1: '"'.repeat(1000), parameter_2: '"'.repeat(1000) })
    expect(JSON.parse(long.body)).toMatchObject({ errors: { parameter_1: expect.stringContaining('long') } })
    bench.work.ways = { templates: [] }
    const gone = await ada.fills({ parameter_1: 'Sam', parameter_2: 'boots' })
    expect(JSON.parse(gone.body)).toMatchObject({
      errors: { parameter_1: expect.stringContaining('not be sent any more') },
    })
    expect(bench.work.sent).toEqual([])
  })

  test('the button for writing opens what may be sent, and says why', async () => {
    await ada.clicks('Write to shopper', opened.place)
    await opens()
    expect(ada.reads).toContain(CLOSED)
    expect(ada.fields).toEqual(['template'])
    bench.work.ways = { templates: [], email: SAM }
    bench.slack.workspace.views = []
    await ada.clicks('Send draft', opened.place)
    await opens()
    expect(ada.window).toBe('Yes, within **100 nights**.')
    expect(ada.reads).toContain(`by e-mail (${SAM})`)
    bench.work.ways = { templates: [] }
    bench.slack.workspace.views = []
    await ada.clicks('Write to shopper', opened.place)
    await until(() => ada.told.some((text) => text.includes(CLOSED)))
    expect(bench.slack.workspace.views).toEqual([])
  })

  test('a command says where it goes on, where it does', async () => {
    await ada.writes('@bot send Hello', opened.place)
    await until(() => ada.told.some((text) => text.includes(`${CLOSED} Press *Write to shopper* for that.`)))
    bench.work.ways = { templates: [] }
    await ada.writes('@bot send Hello again', opened.place)
    const told = await until(() => ada.told.find((text) => text.includes('Hello again')))
    expect(told).toContain(CLOSED)
    expect(told).not.toContain('Press')
    expect(bench.work.sent).toEqual([])
  })

  test('an e-mail shows where it goes, and is told in the thread as one', async () => {
    await press('Answer by e-mail')
    await opens()
    expect(ada.reads).toContain(SAM)
    const empty = await ada.submits('  ')
    expect(JSON.parse(empty.body)).toMatchObject({ response_action: 'errors' })
    await ada.submits('Here is your answer.')
    const mailed = await until(() => bench.work.mailed[0])
    expect(mailed).toMatchObject({ handoff: opened.handoff, content: { text: 'Here is your answer.' } })
    const copy = await until(() => opened.thread().find((one) => read(one).includes('Here is your answer.')))
    expect(read(copy)).toContain('*Ada → shopper*, by e-mail')
    await bench.work.tell(opened.handoff, { kind: 'delivery', key: mailed.key, state: 'sent' })
    expect(read(opened.thread().find(({ ts }) => ts === copy.ts)!)).toContain('sent')
    expect(bench.work.sent).toEqual([])
  })

  test('nobody else’s button opens anything, and no button stands where nothing may be sent', async () => {
    const bob = bench.slack.person('Bob', [DESK])
    for (const label of ['Send a template', 'Answer by e-mail']) await press(label, bob)
    await until(() => bob.told.filter((text) => text.includes('Ada* has this conversation')).length === 2)
    expect(bench.slack.workspace.views).toEqual([])
    const other = await bench.open()
    opened = other
    const note = await warned(false, false)
    expect(note.blocks.map(({ type }) => type)).toEqual(['section'])
  })

  test('what was not sent after all is told, with what was filled in', async () => {
    await press('Send a template')
    await opens()
    await ada.fills({ template: 'back' })
    await ada.fills({ parameter_1: 'Sam', parameter_2: 'boots' })
    await ada.writes('@bot release', opened.place)
    await until(() => read(opened.root()).includes('Back with the bot'))
    await ada.fills({})
    await until(() => ada.told.some((text) => text.includes('*Not sent.*') && text.includes('Sam\nboots')))
    expect(bench.work.sent).toEqual([])
  })
})

test('the steps of a window go over a socket as well', async () => {
  const bench = await openBench({ socket: true })
  const ada = bench.slack.person('Ada', [DESK])
  bench.work.ways = { templates: [back] }
  bench.work.may = () => ({ may: false, why: CLOSED })
  const opened = await bench.open()
  await ada.clicks('Claim', opened.place)
  await until(() => read(opened.root()).includes('Claimed'))
  await ada.clicks('Write to shopper', opened.place)
  await until(() => ada.fields.length === 2)
  await ada.fills({ parameter_1: 'Sam', parameter_2: 'boots' })
  expect(ada.reads).toContain('Hello Sam')
  await ada.fills({})
  await until(() => bench.work.sent.length === 1)
  await bench.close()
})

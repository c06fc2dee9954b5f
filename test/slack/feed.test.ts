import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DeskNews, Said } from '../../src/contract/desk.ts'
import { readRules } from '../../src/desk/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { DESK, openBench, until, type Bench, type Opened } from './bench.ts'

const shopperSays = (text: string, more: Partial<Said> = {}): DeskNews => ({
  kind: 'shopper',
  externalId: `m-${text.slice(0, 20)}`,
  said: { who: 'shopper', name: 'Sam', at: '2026-03-01T10:05:00.000Z', text, attachments: [], ...more },
})

describe('the feed of a handoff', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.close())
  afterEach(() => {
    bench.slack.troubles.clear()
    bench.work.rejections = []
  })

  const texts = (opened: Opened) => opened.thread().map(read)
  const having = (opened: Opened, text: string) => texts(opened).filter((one) => one.includes(text))

  test('new messages of the shopper arrive in the thread, in order, with their files', async () => {
    const opened = await bench.open()
    const attachments = [
      {
        contentType: 'image/jpeg',
        name: 'broken <leg>.jpg',
        url: 'https://cdn.example/a.jpg',
        bytes: 2_400_000,
      },
      { contentType: 'application/pdf', bytes: 12 },
    ]
    await bench.work.tell(
      opened.handoff,
      shopperSays('first'),
      shopperSays('second', { attachments }),
      shopperSays('third'),
    )
    const [, first, second, third] = texts(opened)
    expect(first).toContain('first')
    expect(second).toContain('<https://cdn.example/a.jpg|broken <leg>.jpg> (image/jpeg, 2.4 MB)')
    expect(second).toContain('application/pdf (12 bytes) – not available here')
    expect(third).toContain('third')
  })

  test('what a shopper writes calls nobody, links nowhere and forges nothing', async () => {
    bench.slack.workspace.pings = []
    const nasty =
      '<!channel> <!here> @channel @here <@U0ADA> <https://evil.example|click> & &lt;!channel&gt; *Claimed* by *Eve*'
    const opened = await bench.open({
      question: nasty,
      because: nasty,
      shopper: { id: '<!here>', name: nasty },
      draft: nasty,
    })
    await bench.work.tell(
      opened.handoff,
      shopperSays(nasty, {
        name: nasty,
        attachments: [{ contentType: nasty, name: nasty, url: 'javascript:alert(1)' }],
      }),
      { kind: 'edited', externalId: 'm-x', text: nasty },
      { kind: 'reaction', externalId: 'm-x', text: nasty },
      {
        kind: 'saying',
        key: 'k-nasty',
        said: { who: 'bot', at: '2026-03-01T10:05:00.000Z', text: nasty, attachments: [] },
      },
      { kind: 'delivery', key: 'k-nasty', state: 'failed', reason: nasty },
    )
    expect(bench.slack.workspace.pings).toEqual([])
    const posted = JSON.stringify(opened.thread().map(({ blocks, text }) => [blocks, text]))
    expect(posted).not.toMatch(/<https:\/\/evil|<@U0ADA|<javascript/)
    const posts = bench.slack.calls.filter(({ method }) => method === 'chat.postMessage')
    expect(posts.every(({ form }) => form.unfurl_links === 'false' && form.unfurl_media === 'false')).toBe(
      true,
    )
  })

  test.each([
    [
      'a long transcript',
      {
        transcript: Array.from({ length: 150 }, (_, n) => ({
          who: 'shopper' as const,
          at: '2026-03-01T10:00:00Z',
          text: `${n}: ${'word '.repeat(60)}`,
          attachments: [],
        })),
      },
    ],
    [
      'one endless message',
      {
        question: '&<>'.repeat(20_000),
        draft: '"\n'.repeat(10_000),
        transcript: [
          {
            who: 'shopper' as const,
            at: '2026-03-01T10:00:00Z',
            text: '&<>"\\\n'.repeat(8_000),
            attachments: [],
          },
        ],
      },
    ],
    [
      'many long passages',
      {
        passages: Array.from({ length: 40 }, (_, n) => ({
          title: `${n} ${'t'.repeat(900)}`,
          heading: ['h'.repeat(900)],
          url: `https://wiki.example/${'u'.repeat(900)}`,
          text: 'x '.repeat(9000),
          score: 1,
        })),
      },
    ],
    [
      'emoji and broken characters',
      { question: '👩‍👩‍👧‍👦'.repeat(3000), shopper: { id: 'x'.repeat(5000), name: '\ud83d'.repeat(4000) } },
    ],
    ['nothing at all', { question: '', because: '', transcript: [], passages: [], shopper: { id: '' } }],
  ])('%s stays within all limits', async (_what, more) => {
    const opened = await bench.open(more)
    expect(bench.work.rejections).toEqual([])
    expect(opened.thread().length).toBeLessThanOrEqual(9)
    await bench.work.tell(
      opened.handoff,
      shopperSays('&<>"\n'.repeat(40_000)),
      // The first message has room for a name and for more buttons.
      { kind: 'claimed', agent: { id: 'slack:U1', name: '<'.repeat(500) } },
    )
    expect(read(opened.root())).toContain('*Claimed* by')
    expect(bench.work.rejections).toEqual([])
    expect(opened.thread().length).toBeLessThanOrEqual(30)
  })

  test('a long transcript goes on in the thread, the oldest part left out with a note', async () => {
    const transcript = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        who: 'shopper' as const,
        name: 'Sam',
        at: '2026-03-01T10:00:00Z',
        text: `line ${n} ${'word '.repeat(50)}`,
        attachments: [],
      }))
    const some = await bench.open({ transcript: transcript(60) })
    for (const n of [0, 30, 59]) expect(having(some, `line ${n} `).length).toBeGreaterThan(0)
    expect(read(some.root())).toContain('The whole conversation is in the thread')
    const many = await bench.open({ transcript: transcript(900) })
    expect(having(many, 'The oldest part of this long conversation is left out').length).toBe(1)
    expect(having(many, 'line 899 ').length).toBeGreaterThan(0)
  })

  test('edits and deletions of the shopper change what was posted', async () => {
    const opened = await bench.open()
    const long = { ...shopperSays('long one '.repeat(3000)), externalId: 'm-long' } as DeskNews
    await bench.work.tell(opened.handoff, shopperSays('I wnat it'), long)
    const before = opened.thread().length
    await bench.work.tell(
      opened.handoff,
      { kind: 'edited', externalId: 'm-I wnat it', text: 'I want it' },
      { kind: 'edited', externalId: 'm-long', text: 'short' },
      { kind: 'edited', externalId: 'm-of-before', text: 'earlier' },
    )
    expect(having(opened, 'wnat')).toEqual([])
    expect(having(opened, 'I want it')[0]).toContain('edited by the shopper')
    expect(having(opened, 'long one')).toEqual([])
    expect(having(opened, 'changed an earlier message to')[0]).toContain('earlier')
    expect(opened.thread().length).toBeLessThan(before + 1)
    await bench.work.tell(
      opened.handoff,
      { kind: 'deleted', externalId: 'm-I wnat it' },
      { kind: 'deleted', externalId: 'm-of-before' },
    )
    expect(having(opened, 'I want it')).toEqual([])
    expect(having(opened, 'The shopper deleted this message')).toHaveLength(1)
    expect(having(opened, 'The shopper deleted an earlier message')).toHaveLength(1)
  })

  test('what was said is ticked: failures and unknown outcomes stand out', async () => {
    const opened = await bench.open()
    const said: Said = {
      who: 'bot',
      at: '2026-03-01T10:05:00.000Z',
      text: 'A colleague will answer you.',
      attachments: [],
    }
    await bench.work.tell(
      opened.handoff,
      { kind: 'saying', key: 'k1', said },
      { kind: 'saying', key: 'k2', said: { ...said, text: 'Second' } },
    )
    await bench.work.tell(
      opened.handoff,
      { kind: 'delivery', key: 'k1', state: 'failed', reason: 'number is blocked' },
      { kind: 'delivery', key: 'k2', state: 'unknown' },
      { kind: 'delivery', key: 'k3-of-before', state: 'delivered' },
    )
    expect(having(opened, 'A colleague will')[0]).toContain(':x: *not delivered* (number is blocked)')
    expect(having(opened, 'Second')[0]).toContain('*unknown*')
    expect(having(opened, 'did not reach the shopper. Reason: number is blocked')).toHaveLength(1)
    expect(having(opened, 'Nobody can tell whether the last message')).toHaveLength(1)
  })

  test('an escalation calls people in the channel, a window tells what is left and what may be offered', async () => {
    const opened = await bench.open()
    bench.slack.workspace.pings = []
    await bench.work.tell(
      opened.handoff,
      { kind: 'escalated', times: 2 },
      {
        kind: 'window',
        closesAt: new Date(Date.now() + 3_600_000 + 5000).toISOString(),
        templates: true,
        email: true,
      },
      { kind: 'window', closesAt: new Date(Date.now() - 1000).toISOString(), templates: false, email: false },
      { kind: 'joined', question: 'And the delivery?', reason: 'not_sure', because: 'No page says it.' },
    )
    expect(new Set(bench.slack.workspace.pings)).toEqual(new Set(['!here']))
    const call = opened.thread().find(({ broadcast }) => broadcast === true)!
    expect(read(call)).toContain('This is reminder 2')
    expect(having(opened, '1 h left')[0]).toContain('a template that the provider approved or an e-mail')
    expect(having(opened, 'The time for replies ended')[0]).toContain('until the shopper writes again')
    expect(having(opened, 'And the delivery?')[0]).toContain('No page says it.')
  })

  test.each([
    'dropped',
    'cut',
    'http500',
    'garbage',
    { ratelimited: 1 },
    { ratelimited: 3600 },
    { error: 'internal_error' },
  ] as const)(
    'a message is posted once when Slack answers with %j, and what follows stays in order',
    async (trouble) => {
      const opened = await bench.open()
      bench.slack.trouble('chat.postMessage', trouble)
      await bench.work.tell(opened.handoff, shopperSays('only once'), shopperSays('and then this'))
      const all = texts(opened)
      expect(all.filter((text) => text.includes('only once'))).toHaveLength(1)
      expect(all.findIndex((text) => text.includes('only once'))).toBeLessThan(
        all.findIndex((text) => text.includes('and then this')),
      )
    },
  )

  test('a thread is opened once, also when the answer to its first message was lost', async () => {
    const before = bench.slack.workspace.channel(DESK).messages.length
    bench.slack.trouble('chat.postMessage', 'dropped')
    const opened = await bench.open()
    expect(bench.work.rejections.length).toBeGreaterThan(0)
    expect(bench.slack.workspace.channel(DESK).messages.length).toBe(before + 1)
    expect(opened.thread()).toHaveLength(1)
  })

  test('an event that comes twice, or to two processes at a time, is posted once', async () => {
    const opened = await bench.open()
    const other = await bench.another()
    const event = bench.work.event(opened.handoff, shopperSays('twice'))
    const outcomes = await Promise.allSettled([bench.desk.take(event), other.take(event)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await bench.desk.take(event)
    await other.take(event)
    expect(having(opened, 'twice')).toHaveLength(1)
  })

  test('a process that died in the middle of a long message is gone on from where it stopped', async () => {
    const opened = await bench.open()
    const event = bench.work.event(opened.handoff, shopperSays('part of it '.repeat(4000)))
    bench.slack.trouble('chat.postMessage', { slow: 0 }, 'dropped')
    await expect(bench.desk.take(event)).rejects.toMatchObject({ code: 'slack.failed' })
    // As another process finds it when the lease of the dead one is over.
    await bench.desk.take(event)
    const parts = opened.thread().flatMap(({ metadata }) => (metadata ? [metadata.event_payload.part] : []))
    expect(new Set(parts).size).toBe(parts.length)
    expect(parts.length).toBeGreaterThan(3)
  })

  test('a thread that somebody deleted is opened anew, in the state that it was in', async () => {
    const opened = await bench.open()
    await bench.work.tell(opened.handoff, { kind: 'claimed', agent: { id: 'slack:U0ADA', name: 'Ada' } })
    const channel = bench.slack.workspace.channel(DESK)
    const gone = new Set(opened.thread())
    channel.messages = channel.messages.filter((message) => !gone.has(message))
    await bench.work.tell(opened.handoff, shopperSays('are you there'))
    const root = channel.messages.findLast(({ thread_ts }) => thread_ts === undefined)!
    expect(read(root)).toContain('*Claimed* by *Ada*')
    const thread = bench.slack.workspace.thread(DESK, root.ts).map(read)
    expect(thread.filter((text) => text.includes('are you there'))).toHaveLength(1)
  })

  test('a message is found again by its block as well, where Slack keeps metadata to itself', async () => {
    bench.slack.workspace.showsMetadata = false
    bench.slack.trouble('chat.postMessage', 'dropped', { slow: 0 }, 'dropped')
    const opened = await bench.open()
    await bench.work.tell(opened.handoff, shopperSays('only one'), shopperSays('and two'))
    // A machine under load may lose another answer; that does no harm.
    expect(bench.work.rejections.length).toBeGreaterThanOrEqual(2)
    expect(opened.thread()).toHaveLength(3)
    bench.slack.workspace.showsMetadata = true
  })

  test('a revoked token is told as such', async () => {
    const opened = await bench.open()
    bench.slack.trouble('chat.postMessage', { error: 'token_revoked' })
    const event = bench.work.event(opened.handoff, shopperSays('x'))
    await expect(bench.desk.take(event)).rejects.toMatchObject({ code: 'slack.token_refused' })
  })

  test('erasing removes the bot’s messages; where people wrote, the first one stays blank and asks them to', async () => {
    const alone = await bench.open({ shopper: { id: 'erase-me' } })
    await bench.work.tell(alone.handoff, shopperSays('my secret'))
    bench.work.cases.delete(alone.handoff)
    await bench.work.tell(alone.handoff, { kind: 'erased' })
    expect(alone.thread()).toEqual([])
    const ada = bench.slack.person('Ada', [DESK])
    const shared = await bench.open({ shopper: { id: 'erase-me' } })
    await bench.work.tell(shared.handoff, shopperSays('my secret'))
    await ada.writes('Sam again', shared.place)
    bench.work.cases.delete(shared.handoff)
    await bench.work.tell(shared.handoff, { kind: 'erased' }, { kind: 'resolved' })
    expect(shared.thread().map(({ user }) => user)).toEqual(['U0BOT', 'U0ADA'])
    expect(JSON.stringify(shared.root())).not.toMatch(/erase-me|secret|mattress/)
    expect(read(shared.root())).toContain('please delete your own messages')
    expect(
      await bench.db.query('SELECT * FROM slack_thread WHERE handoff = ANY($1)', [
        [alone.handoff, shared.handoff],
      ]),
    ).toEqual([])
  })

  test('something else than the opening may be the first that is told', async () => {
    const opened = await bench.open()
    await bench.db.query('DELETE FROM slack_thread WHERE handoff = $1', [opened.handoff])
    await bench.work.tell(opened.handoff, shopperSays('still here'))
    expect(having(opened, 'still here')).toHaveLength(1)
  })
})

test('a channel that cannot be used is replaced by the one for everything else', async () => {
  const bench = await openBench({ rules: readRules(['channel=whatsapp:C0GONE'], DESK) })
  const opened = await bench.open()
  expect(opened.place.channel).toBe(DESK)
  await bench.close()
})

test('messages to a channel keep their distance, from all processes together', async () => {
  const bench = await openBench({ paceMs: 300 })
  const other = await bench.another()
  const opened = await bench.open()
  const events = Array.from({ length: 6 }, (_, n) =>
    bench.work.event(opened.handoff, shopperSays(`message ${n}`)),
  )
  await Promise.all(events.map((event, n) => (n % 2 === 0 ? bench.desk : other).take(event)))
  const times = bench.slack.calls.filter(({ method }) => method === 'chat.postMessage').map(({ at }) => at)
  expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(6 * 300 - 100)
  await until(() => opened.thread().length === 7)
  await bench.close()
})

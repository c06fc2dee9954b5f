import { assert, constantFrom, integer, property, string, array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFile, readRules, route } from '../../src/desk/slack/index.ts'
import { fromMrkdwn } from '../../src/desk/slack/mrkdwn.ts'
import { duration, escape, pieces, shorten, size, toMrkdwn } from '../../src/desk/slack/text.ts'
import { aCase } from './work.ts'

describe('routing', () => {
  const open = { at: new Date('2026-03-02T10:00:00Z'), closed: new Date('2026-03-01T10:00:00Z') }
  const rules = readRules(
    [
      'channel=whatsapp&language=de:C0WADE',
      'topic=refund:C0REFUND',
      'language=de:C0DE',
      'hours=closed:C0NIGHT',
      'channel=email:C0MAIL',
    ],
    'C0DESK',
    (at) => at.getTime() === open.at.getTime(),
  )
  test.each([
    [{ channel: 'whatsapp', language: 'de-AT' }, open.at, 'C0WADE'],
    [{ channel: 'web', language: 'de' }, open.at, 'C0DE'],
    [{ channel: 'web', language: 'den' }, open.at, 'C0DESK'],
    [{ question: 'Where are my REFUNDS?' }, open.at, 'C0REFUND'],
    [{ question: 'It was prefunded' }, open.at, 'C0DESK'],
    [{ because: 'It is about a refund.' }, open.closed, 'C0REFUND'],
    [{ channel: 'email' }, open.closed, 'C0NIGHT'],
    [{ channel: 'email' }, open.at, 'C0MAIL'],
    [{}, open.at, 'C0DESK'],
  ])('%j goes to the right channel', (more, now, channel) => {
    expect(route(aCase(1, { channel: 'web', language: 'en', question: 'Hello?', ...more }), rules, now)).toBe(
      channel,
    )
  })
  test.each([
    'channel=web',
    'colour=red:C0123',
    'channel=:C0123',
    'hours=night:C0123',
    'topic=x:general',
    ':C0123',
    '',
  ])('the rule “%s” is refused, by name', (text) => {
    expect(() => readRules([text], 'C0DESK')).toThrow(expect.objectContaining({ code: 'config.invalid' }))
  })
  test('a channel’s name is no id', () => {
    expect(() => readRules([], '#support')).toThrow('SLACK_CHANNEL must be the id')
  })
})

describe('texts', () => {
  const bits = array(constantFrom('&', '<', '>', '😀', 'word ', '\n', '\n\n', '. ', 'é', '\ud83d', '"'), {
    maxLength: 400,
  }).map((all) => all.join(''))
  test('pieces fit, lose nothing but space, and break no character', () => {
    assert(
      property(bits, integer({ min: 20, max: 200 }), (text, limit) => {
        const found = pieces(text, limit)
        expect(found.every((piece) => escape(piece).length <= limit && piece.isWellFormed())).toBe(true)
        const bare = (one: string) => one.replaceAll(/\s/g, '')
        expect(bare(found.join(''))).toBe(bare(text.toWellFormed()))
        expect(escape(shorten(text, limit)).length).toBeLessThanOrEqual(limit)
      }),
    )
  })
  test('nothing that is escaped can call anybody', () => {
    assert(property(string(), (text) => !/[<>]/.test(escape(text))))
  })
  test.each([
    ['Hello *there*, _you_', 'Hello **there**, _you_'],
    ['2 * 3 * 4 and a*b*c', '2 * 3 * 4 and a*b*c'],
    ['<https://shop.example/a?b=1&amp;c=2|the page>', '[the page](https://shop.example/a?b=1&c=2)'],
    [
      'see <https://shop.example> or <http://shop.example|shop.example>',
      'see https://shop.example or http://shop.example',
    ],
    ['<mailto:a@shop.example|a@shop.example> <tel:+49170|+49170>', 'a@shop.example +49170'],
    [
      '<@U0ADA> and <@U0GONE> and <#C1|desk> <!here> <!subteam^S1|@team>',
      'Ada and a colleague and #desk @here @team',
    ],
    ['5 &lt; 6 &amp;lt; 7', '5 < 6 &lt; 7'],
  ])('%j reads %j outside of Slack', (slack, markdown) => {
    expect(fromMrkdwn(slack, new Map([['U0ADA', 'Ada']]))).toBe(markdown)
  })
  test('our Markdown reads well in Slack', () => {
    expect(toMrkdwn('**Yes**, see [the *page*](https://a.example/?b=1&c=2):\n- one\n- <two>')).toBe(
      '*Yes*, see <https://a.example/?b=1&amp;c=2|the *page*>:\n• one\n• &lt;two&gt;',
    )
  })
  test('times and sizes', () => {
    expect([30, 90, 3600, 5400, 90_000].map((s) => duration(s * 1000))).toEqual([
      'less than a minute',
      '1 min',
      '1 h',
      '1 h 30 min',
      '1 d 1 h',
    ])
    expect([999, 1500, 2_400_000].map(size)).toEqual(['999 bytes', '2 kB', '2.4 MB'])
  })
})

describe('the normal form', () => {
  const parsed = (body: unknown) => parseFile('body.json', Buffer.from(JSON.stringify(body)))
  const event = (more: object) =>
    parsed({
      type: 'event_callback',
      team_id: 'T1',
      event_id: 'Ev1',
      event: { type: 'message', channel: 'C1', user: 'U1', ts: '1767224901.701849', ...more },
    })
  const base = {
    channel: 'slack',
    account: 'T1',
    thread: 'C1:1767224901.701849',
    from: { id: 'U1' },
    at: '2025-12-31T23:48:21.701Z',
    attachments: [],
  }

  test('a message, in a thread too', () => {
    expect(event({ text: 'Hi &amp; bye' })).toEqual({
      messages: [{ ...base, externalId: 'C1:1767224901.701849', kind: 'text', text: 'Hi & bye' }],
      ignored: [],
    })
    expect(event({ text: 'Hi', thread_ts: '1.5' }).messages[0]).toMatchObject({ thread: 'C1:1.5' })
  })
  test('a file', () => {
    const files = [
      {
        id: 'F1',
        name: 'a.png',
        mimetype: 'image/png',
        size: 9,
        url_private: 'https://files.slack.com/a.png',
      },
    ]
    expect(event({ subtype: 'file_share', text: '', files }).messages[0]).toMatchObject({
      kind: 'media',
      attachments: [
        { name: 'a.png', contentType: 'image/png', bytes: 9, url: 'https://files.slack.com/a.png' },
      ],
    })
  })
  test('an edit, a deletion, a reaction', () => {
    const about = { type: 'message', user: 'U1', ts: '1767224901.701849' }
    expect(
      event({
        subtype: 'message_changed',
        ts: '1767224999.1',
        message: { ...about, text: 'new' },
        previous_message: { ...about, text: 'old' },
      }).messages[0],
    ).toMatchObject({
      kind: 'edit',
      text: 'new',
      replyTo: 'C1:1767224901.701849',
      externalId: 'C1:1767224999.1',
      thread: base.thread,
    })
    expect(
      event({ subtype: 'message_deleted', ts: '1767224999.1', deleted_ts: about.ts, previous_message: about })
        .messages[0],
    ).toMatchObject({
      kind: 'delete',
      replyTo: 'C1:1767224901.701849',
    })
    expect(
      event({
        type: 'reaction_added',
        reaction: '+1',
        item: { channel: 'C1', ts: about.ts },
        event_ts: '1767224999.1',
      }).messages[0],
    ).toMatchObject({
      kind: 'reaction',
      text: ':+1:',
      replyTo: 'C1:1767224901.701849',
    })
  })
  test('a button', () => {
    const body = {
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: 'U1', name: 'ada' },
      trigger_id: 't.1',
      channel: { id: 'C1' },
      container: { message_ts: '1767224901.701849' },
      actions: [{ action_id: 'desk_claim', value: '7', action_ts: '1767224902.5', text: { text: 'Claim' } }],
    }
    const choice = {
      kind: 'choice',
      choice: '7',
      text: 'Claim',
      externalId: 't.1:1767224902.5',
      from: { id: 'U1', name: 'ada' },
    }
    expect(parsed(body).messages).toMatchObject([choice])
    const form = Buffer.from(`payload=${encodeURIComponent(JSON.stringify(body))}`)
    expect(parseFile('form.txt', form).messages).toMatchObject([choice])
  })
  test.each(['', 'hello', '[]', '{"a":1}', '<html>', 'payload=x', '\0\0'])(
    '%j is no body of Slack’s',
    (text) => {
      expect(() => parseFile('x', Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'input.invalid' }),
      )
    },
  )
})

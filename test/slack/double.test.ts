import { afterAll, beforeAll, expect, test } from 'vitest'
import { SlackDouble } from '../doubles/slack/index.ts'

// The double refuses what Slack refuses: else the desk's tests would prove little.
let slack: SlackDouble
beforeAll(async () => {
  slack = await new SlackDouble().start()
  slack.workspace.channel('C0DESK')
  slack.workspace.channel('C0OUT').members.clear()
})
afterAll(() => slack.stop())

const section = (text: string, more: object = {}) => ({
  type: 'section',
  text: { type: 'mrkdwn', text },
  ...more,
})
const button = (text: string, value: string) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text }, value }],
})

async function call(method: string, fields: Record<string, unknown>, token = slack.botToken) {
  const form = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(form as [string, string][]),
  })
  const { ok, error } = (await response.json()) as { ok: boolean; error?: string }
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    result: ok ? 'ok' : error,
  }
}

test.each([
  ['a good message', { blocks: [section('hello'), button('Press', '1')] }, 'ok'],
  ['a long section', { blocks: [section('x'.repeat(3001))] }, 'invalid_blocks'],
  ['an empty section', { blocks: [section('')] }, 'invalid_blocks'],
  ['51 blocks', { blocks: Array.from({ length: 51 }, () => section('x')) }, 'invalid_blocks'],
  ['a long button', { blocks: [button('x'.repeat(76), '1')] }, 'invalid_blocks'],
  ['a long value', { blocks: [button('x', 'x'.repeat(2001))] }, 'invalid_blocks'],
  [
    'the same block id twice',
    { blocks: [section('a', { block_id: 'x' }), section('b', { block_id: 'x' })] },
    'invalid_blocks',
  ],
  [
    'too much in all',
    { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) },
    'msg_blocks_too_long',
  ],
  ['nothing', {}, 'no_text'],
  ['a channel that is not there', { channel: 'C0NONE', text: 'x' }, 'channel_not_found'],
  ['a channel that the bot is not in', { channel: 'C0OUT', text: 'x' }, 'not_in_channel'],
  ['a thread that is not there', { text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
])('chat.postMessage with %s: %s', async (_what, fields, expected) => {
  expect((await call('chat.postMessage', { channel: 'C0DESK', ...fields })).result).toBe(expected)
})

test('tokens, methods, triggers and rates are checked', async () => {
  expect((await call('auth.test', {}, '')).result).toBe('not_authed')
  expect((await call('auth.test', {}, 'xoxb-other')).result).toBe('invalid_auth')
  expect((await call('apps.connections.open', {})).result).toBe('invalid_auth')
  expect((await call('chat.shout', {})).result).toBe('unknown_method')
  expect((await call('users.info', { user: 'U0NONE' })).result).toBe('user_not_found')
  slack.trouble('auth.test', { ratelimited: 7 })
  expect(await call('auth.test', {})).toEqual({ status: 429, retryAfter: '7', result: 'ratelimited' })
  const view = {
    type: 'modal',
    callback_id: 'x',
    title: { type: 'plain_text', text: 'x' },
    submit: { type: 'plain_text', text: 'x' },
    close: { type: 'plain_text', text: 'x' },
    blocks: [section('x')],
  }
  expect((await call('views.open', { trigger_id: 'none', view })).result).toBe('invalid_trigger_id')
  expect(
    (
      await call('views.open', {
        trigger_id: slack.trigger('U1'),
        view: { ...view, title: { type: 'plain_text', text: 'x'.repeat(25) } },
      })
    ).result,
  ).toBe('invalid_arguments')
  const trigger = slack.trigger('U1')
  expect((await call('views.open', { trigger_id: trigger, view })).result).toBe('ok')
  expect((await call('views.open', { trigger_id: trigger, view })).result).toBe('invalid_trigger_id')
  slack.triggerMs = -1
  expect((await call('views.open', { trigger_id: slack.trigger('U1'), view })).result).toBe(
    'expired_trigger_id',
  )
})

test('a file is uploaded in three steps, and only then complete', async () => {
  const asked = await fetch(`${slack.apiUrl}files.getUploadURLExternal`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}` },
    body: new URLSearchParams({ filename: 'a.txt', length: '5' }),
  })
  const { upload_url, file_id } = (await asked.json()) as { upload_url: string; file_id: string }
  const files = JSON.stringify([{ id: file_id }])
  expect((await call('files.completeUploadExternal', { files })).result).toBe('file_not_found')
  await fetch(upload_url, { method: 'POST', body: 'hello' })
  expect((await call('files.completeUploadExternal', { files })).result).toBe('ok')
  expect((await call('files.info', { file: file_id })).result).toBe('ok')
})

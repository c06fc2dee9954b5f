import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METHODS } from '../doubles/slack/methods.ts'

const page = readFileSync(new URL('../../src/desk/slack/README.md', import.meta.url), 'utf8')
const manifest = /```yaml\n([^]*?)```/.exec(page)![1]!
const api = readFileSync(new URL('../../src/desk/slack/api.ts', import.meta.url), 'utf8')

/** The scope that each method needs, by Slack's reference. */
const scopes: Record<string, string> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'reactions.add': 'reactions:write',
  'conversations.replies': 'channels:history',
  'conversations.history': 'groups:history',
  'users.info': 'users:read',
  'files.info': 'files:read',
}

test('the manifest asks for what the desk uses, and for nothing else', () => {
  const used = Object.keys(METHODS).filter((method) => api.includes(`'${method}'`))
  const asked = [...manifest.matchAll(/- (\w+:\w+|commands)\n/g)].map((match) => match[1]!)
  const needed = used.flatMap((method) => scopes[method] ?? [])
  expect(new Set(asked)).toEqual(new Set([...needed, 'app_mentions:read', 'commands']))
  expect(manifest).toContain('callback_id: send_to_shopper')
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replyText } from '../../channels/email/reply/index.ts'
import { sharedDir } from '../shared.ts'

const shared = sharedDir()
const folder = shared === undefined ? undefined : join(shared, 'payloads/email/text-replies')
const there = folder !== undefined && existsSync(folder)

/** White space folded: wrapping and indents are not what is measured. */
function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

describe.skipIf(!there)('the shared pairs of mails and replies (skipped: ../shared is absent)', () => {
  const read = (name: string): string => readFileSync(join(folder ?? '', name), 'utf8')
  const names = there ? readdirSync(folder ?? '').filter((name) => name.startsWith('discourse-emails-')) : []

  it('are found exactly in at least 80 of 100', () => {
    const wrong = names.filter(
      (name) => fold(replyText({ text: read(name) }).text) !== fold(read(name.replace('emails', 'trimmed'))),
    )
    expect(names.length).toBeGreaterThan(20)
    expect(wrong.length, `differ: ${wrong.join(', ')}`).toBeLessThanOrEqual(0.2 * names.length)
  })

  it('lose no word the person wrote', () => {
    for (const name of names) {
      const kept = new Set(replyText({ text: read(name) }).text.split(/\s+/))
      const lost = read(name.replace('emails', 'trimmed'))
        .split(/\s+/)
        .filter((word) => word !== '' && !kept.has(word))
      expect({ name, lost }).toEqual({ name, lost: [] })
    }
  })
})

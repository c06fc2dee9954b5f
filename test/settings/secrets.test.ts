import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyFromFile, secretBox } from '../../src/secrets.ts'

describe('secrets', () => {
  const box = secretBox(randomBytes(32))

  it('open what they sealed, and never seal alike twice', () => {
    const sealed = box.seal('refresh-token-1')
    expect(box.open(sealed)).toBe('refresh-token-1')
    expect(sealed.includes('refresh')).toBe(false)
    expect(box.seal('refresh-token-1').equals(sealed)).toBe(false)
  })

  it('refuse another key, and bytes that were changed', () => {
    const sealed = box.seal('x')
    const code = { code: 'secret.unreadable' }
    expect(() => secretBox(randomBytes(32)).open(sealed)).toThrow(expect.objectContaining(code))
    sealed[sealed.length - 1]! ^= 1
    expect(() => box.open(sealed)).toThrow(expect.objectContaining(code))
  })

  it('keep the key in a file that only its owner reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'))
    const path = join(folder, 'deep', 'key')
    const key = keyFromFile(path)
    expect(key).toHaveLength(32)
    expect(keyFromFile(path).equals(key)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    rmSync(folder, { recursive: true })
  })
})

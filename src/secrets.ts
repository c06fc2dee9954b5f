import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { TributaryError } from './contract/errors.ts'
import type { SecretBox } from './contract/secret.ts'

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM. Layout: version (1 byte), nonce (12, random), tag (16), ciphertext.
 * @param key the master key; what seals and what signs is derived from it (HKDF, RFC 5869), so that no key has two uses
 */
export function secretBox(key: Uint8Array): SecretBox {
  const sealing = deriveKey(key, 'seal')
  return {
    seal(plain) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv)
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      try {
        if (bytes[0] !== VERSION) throw new Error('unknown version')
        const iv = bytes.subarray(1, 1 + IV_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', sealing, iv)
        decipher.setAuthTag(bytes.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES))
        const body = bytes.subarray(1 + IV_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch (error) {
        throw new TributaryError('secret.unreadable', 'A stored secret cannot be read with this key.', {
          cause: error,
        })
      }
    },
  }
}

/** A key of 32 bytes for one purpose. */
export function deriveKey(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, new Uint8Array(), `tributary:${purpose}`, 32))
}

/**
 * The master key from a file that only its owner can read; made on first use.
 * For servers whose settings name no key: their secrets survive restarts, and leave the folder only with it.
 */
export function keyFromFile(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'base64')
}

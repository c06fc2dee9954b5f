import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of shared measuring data beside the project, or undefined where it is absent.
 * Tests that need it skip and say so.
 */
export function sharedDir(): string | undefined {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const shared = join(dirname(root), 'shared')
  return existsSync(shared) ? shared : undefined
}

import { format } from 'node:util'
import type { Log } from '../../contract/log.ts'

/**
 * Bolt's log in ours. What it says below a warning holds bodies of messages, so it is left out.
 * @param level Bolt's own word for its level
 */
export function boltLogger<Level>(log: Log, level: Level) {
  const nothing = () => {}
  const line = (parts: unknown[]) =>
    format(...parts.map((one) => (one instanceof Error ? one.message : one))).slice(0, 300)
  return {
    debug: nothing,
    info: nothing,
    warn: (...parts: unknown[]) => log.warn({ from: 'slack' }, line(parts)),
    error: (...parts: unknown[]) => log.error({ from: 'slack' }, line(parts)),
    setLevel: nothing,
    getLevel: () => level,
    setName: nothing,
  }
}

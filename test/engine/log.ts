import type { Log } from '../../src/contract/log.ts'

const nothing = () => {}

/** A logger for tests that look at effects only. */
export const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

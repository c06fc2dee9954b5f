import { defineConfig } from 'vitest/config'

// Two cores: one worker runs the suites, the other stays free for the embedded database's thread.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Waiting longer costs nothing where all is well, and a busy machine is slow.
    expect: { poll: { timeout: 30_000 } },
    // A machine that stands still for a moment breaks what waits for others' time-outs. What passed only the second time is named by
    // CI. Promises (test/races) get no second try.
    retry: process.env.CI_RETRY === '1' ? 1 : 0,
    pool: 'forks',
    maxWorkers: 2,
  },
})

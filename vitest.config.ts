import { defineConfig } from 'vitest/config'

// Two cores: one worker runs the suites, the other stays free for the embedded database's thread.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Waiting longer costs nothing where all is well, and a busy machine is slow.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
})

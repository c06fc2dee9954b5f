import { defineConfig } from 'vitest/config'
import { COMPILED } from './src/compiled.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Waiting longer costs nothing where all is well, and a busy machine is slow.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // One more than the cores: suites wait for processes that they kill, and for time to pass.
    maxWorkers: 3,
    // A worker a suite, and processes that suites start: what each of them imports is compiled once.
    env: { NODE_COMPILE_CACHE: COMPILED },
  },
})

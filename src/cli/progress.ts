import { Presets, SingleBar } from 'cli-progress'
import type { CrawlCounts, CrawlProgress } from '../../knowledge/crawl/ports.ts'

export interface ProgressBar {
  show(phase: CrawlProgress['phase'], counts: Partial<CrawlCounts>): void
  stop(): void
}

/** A bar on stderr; a line every five seconds where that is not a terminal, nothing with --json. */
export function progressBar(quiet: boolean): ProgressBar {
  if (quiet) return { show() {}, stop() {} }
  const bar = new SingleBar(
    {
      format: ' {phase} [{bar}] {value}/{total} pages, {seconds} s',
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      stream: process.stderr,
      clearOnComplete: false,
    },
    Presets.legacy,
  )
  const started = Date.now()
  let running = false
  let stopped = false
  return {
    show(phase, counts) {
      // A crawl that ends tells so after whoever watched it has gone.
      if (stopped) return
      // How many there will be is known when the listing is through.
      if (phase === 'listing' || !counts.toFetch) return
      const value = (counts.trained ?? 0) + (counts.empty ?? 0) + (counts.failed ?? 0)
      const payload = { phase, seconds: Math.round((Date.now() - started) / 1000) }
      if (!running) bar.start(counts.toFetch, value, payload)
      running = true
      bar.update(value, payload)
    },
    stop() {
      if (running) bar.stop()
      running = false
      stopped = true
    },
  }
}

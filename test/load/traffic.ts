import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../bench/report.ts'

export interface Measured {
  sent: number
  failed: number
  p50: number
  p99: number
  most: number
}

/**
 * Sends so many messages a second for so many seconds, each at its own time whatever became of those before, and measures from
 * then on until it was acknowledged.
 */
export async function traffic(
  perSecond: number,
  seconds: number,
  send: (n: number) => Promise<void>,
  problem: (error: unknown) => void,
): Promise<Measured> {
  const times: number[] = []
  const open: Promise<void>[] = []
  let failed = 0
  const started = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = started + (n * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    const at = performance.now()
    open.push(
      send(n).then(
        () => void times.push(performance.now() - at),
        (error: unknown) => {
          failed++
          problem(error)
        },
      ),
    )
  }
  await Promise.all(open)
  return {
    sent: times.length,
    failed,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    most: quantile(times, 1),
  }
}

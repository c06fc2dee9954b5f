import { schedule as startSchedule, validate, type ScheduledTask } from 'node-cron'
import { TributaryError } from '../../src/contract/errors.ts'

export interface Scheduled {
  sourceId: number
  schedule: string
}

/** Checks a cron expression. @throws schedule.invalid */
export function checkSchedule(expression: string): void {
  if (!validate(expression))
    throw new TributaryError('schedule.invalid', `"${expression}" is not a cron expression.`)
}

/**
 * Fires the schedules of sources. Every process fires them; `fire` gets the tick (the minute it is for, ISO 8601 in
 * UTC), the same in all processes, so that the queue makes one run of each.
 */
export class Scheduler {
  readonly #timezone: string
  readonly #fire: (sourceId: number, tick: string) => void
  readonly #tasks = new Map<number, { schedule: string; task: ScheduledTask }>()

  constructor(timezone: string, fire: (sourceId: number, tick: string) => void) {
    this.#timezone = timezone
    this.#fire = fire
  }

  /** Makes the running schedules be exactly these. Call it at start and whenever sources may have changed. */
  async set(wanted: readonly Scheduled[]): Promise<void> {
    const schedules = new Map(wanted.map((entry) => [entry.sourceId, entry.schedule]))
    for (const [sourceId, running] of this.#tasks) {
      if (schedules.get(sourceId) === running.schedule) continue
      this.#tasks.delete(sourceId)
      await running.task.destroy()
    }
    for (const [sourceId, schedule] of schedules) {
      if (this.#tasks.has(sourceId)) continue
      const task = startSchedule(schedule, ({ date }) => this.#fire(sourceId, tickOf(date)), {
        timezone: this.#timezone,
      })
      this.#tasks.set(sourceId, { schedule, task })
    }
  }

  async stop(): Promise<void> {
    await this.set([])
  }
}

/** The minute a schedule fired for; processes' clocks may be some seconds apart, not half a minute. */
export function tickOf(date: Date): string {
  return new Date(Math.round(date.getTime() / 60_000) * 60_000).toISOString()
}

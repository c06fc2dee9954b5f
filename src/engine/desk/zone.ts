/** A day of the calendar on the wall; month from 1. */
export interface LocalDate {
  year: number
  month: number
  day: number
}

const MINUTE_MS = 60_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** What the calendar and the clock on the wall show. */
function wall(zone: string, at: Date): LocalDate & { minutes: number; ms: number } {
  let format = formats.get(zone)
  if (!format) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      ...parts,
      ...times,
    })
    formats.set(zone, format)
  }
  const values = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = values
  return {
    year,
    month,
    day,
    minutes: hour * 60 + minute,
    ms: Date.UTC(year, month - 1, day, hour, minute, second),
  }
}

export function dateIn(zone: string, at: Date): LocalDate {
  const { year, month, day } = wall(zone, at)
  return { year, month, day }
}

export function nextDay({ year, month, day }: LocalDate): LocalDate {
  const next = new Date(Date.UTC(year, month - 1, day + 1))
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() }
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: LocalDate): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

/**
 * The moment (in milliseconds) at which the clock on the wall shows so many minutes of a day. A time that comes twice is the first one; of one
 * that is skipped, it is the moment of the skip.
 */
export function instantOf(zone: string, { year, month, day }: LocalDate, minutes: number): number {
  const shown = Date.UTC(year, month - 1, day) + minutes * MINUTE_MS
  const offset = (at: number) => wall(zone, new Date(at)).ms - Math.floor(at / 1000) * 1000
  // Zones are shifted at most once in a day or two, so one of the offsets around is the one that holds.
  const before = offset(shown - 24 * 60 * MINUTE_MS)
  const after = offset(shown + 24 * 60 * MINUTE_MS)
  for (const candidate of [shown - before, shown - after].toSorted((a, b) => a - b))
    if (candidate + offset(candidate) === shown) return candidate
  return skipped(shown - Math.max(before, after), shown - Math.min(before, after), offset)
}

/** The moment between two at which the zone's offset changes. */
function skipped(from: number, to: number, offset: (at: number) => number): number {
  const old = offset(from)
  let low = from
  let high = to
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (offset(middle) === old) low = middle
    else high = middle
  }
  return high
}

import { TributaryError } from '../../contract/errors.ts'
import { dateIn, instantOf, nextDay, weekdayOf, type LocalDate } from './zone.ts'

/** When people are at the desk. Times of day are those of the clock on the wall, in summer and in winter. */
export interface Hours {
  /** IANA name. */
  readonly zone: string
  isOpen(at: Date): boolean
  /** The next moment at which they open, after `at`. */
  nextOpen(at: Date): Date
  /** The moment at which they will have been open for so many minutes since `from`. */
  after(from: Date, minutes: number): Date
}

/** Minutes of the day; an end up to 48 hours where it is on the next day. */
interface Span {
  from: number
  to: number
}
interface Opening {
  start: number
  end: number
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const DAY = 1440
const MINUTE_MS = 60_000
// Opening hours come again every week; a day more for the zone's shifts.
const HORIZON_DAYS = 9

/**
 * Reads `Mon-Fri 09:00-17:30; Sat 10:00-14:00`: entries of days (`Mon`, `Mon-Fri`, `Mon,Wed`) and times (`09:00-12:00,13:00-17:00`), which may
 * run past midnight (`22:00-02:00`) or to `24:00`.
 * @throws config.invalid with the entry that is wrong
 */
export function parseHours(text: string, zone: string): Hours {
  const week: Span[][] = DAYS.map(() => [])
  for (const entry of text.split(';').map((part) => part.trim())) {
    if (entry === '') continue
    const match = /^([a-z,\s-]+?)\s+([\d:,\s–-]+)$/i.exec(entry)
    if (!match) throw invalid(entry, 'is not written as “Mon-Fri 09:00-17:30”')
    const spans = match[2]!.split(',').map((span) => parseSpan(span.trim(), entry))
    for (const day of match[1]!.split(',').flatMap((days) => parseDays(days.trim(), entry)))
      week[day]!.push(...spans)
  }
  if (week.every((spans) => spans.length === 0)) throw invalid(text, 'names no time')
  return hoursOf(week, zone)
}

function parseDays(text: string, entry: string): number[] {
  const [first, last = first, ...rest] = text
    .split('-')
    .map((name) => DAYS.indexOf(name.trim().toLowerCase()))
  if (first === undefined || first < 0 || last === undefined || last < 0 || rest.length > 0)
    throw invalid(entry, `has days other than ${DAYS.map(capital).join(', ')}`)
  const days = [first]
  for (let day = first; day !== last;) days.push((day = (day + 1) % 7))
  return days
}

function parseSpan(text: string, entry: string): Span {
  const match = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text)
  const [from, to] = match
    ? [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])]
    : [NaN, NaN]
  const minutes = [match?.[2], match?.[4]].map(Number)
  if (!(from < DAY && to <= DAY && from !== to && minutes.every((minute) => minute < 60)))
    throw invalid(entry, 'has a time that is not written as “09:00-17:30”')
  return to > from ? { from, to } : { from, to: to + DAY }
}

function hoursOf(week: readonly Span[][], zone: string): Hours {
  /** Openings that end after `from`, in order, each once; those that meet are one. */
  function* openings(from: Date): Generator<Opening> {
    let day = dateIn(zone, new Date(from.getTime() - 2 * DAY * MINUTE_MS))
    let last: Opening | undefined
    for (let n = 0; n < HORIZON_DAYS + 4; n++, day = nextDay(day)) {
      for (const opening of openingsOn(day)) {
        if (opening.end <= from.getTime()) continue
        if (last && opening.start <= last.end) last.end = Math.max(last.end, opening.end)
        else {
          if (last) yield last
          last = opening
        }
      }
    }
    if (last) yield last
  }

  function openingsOn(day: LocalDate): Opening[] {
    return (week[weekdayOf(day)] ?? [])
      .map(({ from, to }) => ({ start: instantOf(zone, day, from), end: instantOf(zone, day, to) }))
      .toSorted((a, b) => a.start - b.start)
  }

  return {
    zone,
    isOpen(at) {
      const [first] = openings(at)
      return first !== undefined && first.start <= at.getTime()
    },
    nextOpen(at) {
      for (const { start } of openings(at)) if (start > at.getTime()) return new Date(start)
      // Open all week long: there is no moment of opening.
      return at
    },
    after(from, minutes) {
      let at = from
      let left = minutes * MINUTE_MS
      for (;;) {
        for (const { start, end } of openings(at)) {
          const begin = Math.max(start, at.getTime())
          if (end - begin >= left) return new Date(begin + left)
          left -= end - begin
          at = new Date(end)
        }
      }
    },
  }
}

function capital(day: string): string {
  return day[0]!.toUpperCase() + day.slice(1)
}

function invalid(entry: string, problem: string): TributaryError {
  return new TributaryError('config.invalid', `DESK_HOURS: “${entry.slice(0, 80)}” ${problem}.`)
}

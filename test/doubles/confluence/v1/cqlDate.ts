import { CqlError } from './cqlLex.ts'

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Minutes by which a zone is ahead of UTC at an instant. */
function offsetMinutes(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/**
 * A date of a query as an instant: minute precision, read in the site's configured zone, whatever zone the caller
 * thinks in. Also now("-2d").
 */
export function cqlDate(value: string, timeZone: string, now: number): number {
  const relative = /^now\((?:([+-]?)(\d+)([mhdw]))?\)$/.exec(value)
  if (relative) {
    const [, sign, count = '0', unit = 'd'] = relative
    return now + (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit] ?? 0)
  }
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(value)
  if (!parts)
    throw new CqlError(`Could not parse cql : the date "${value}" is not in the form yyyy-MM-dd HH:mm`)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  return wall - offsetMinutes(timeZone, wall - offsetMinutes(timeZone, wall) * 60_000) * 60_000
}

import { TributaryError } from '../contract/errors.ts'

/** The number of a source as a person typed it. @throws source.unknown for what can be none */
export function sourceId(text: string): number {
  const id = idOf(text)
  if (id === undefined) throw new TributaryError('source.unknown', `There is no source ${text}.`)
  return id
}

/** A number that the database could have given; undefined for all else. */
export function idOf(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

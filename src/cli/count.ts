import { TributaryError } from '../contract/errors.ts'

const MOST = 1000

/** Reads a number of things from an option; throws `input.invalid`. */
export function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > MOST)
    throw new TributaryError('input.invalid', `--${name} must be a whole number from 1 to ${MOST}.`)
  return value
}

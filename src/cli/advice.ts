import { ERRORS, type ErrorCode } from '../contract/errors.ts'

/** What to do about an error that was stored by its code; undefined for a code that is not known here. */
export function adviceOn(code: string | null): string | undefined {
  return code !== null && Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : undefined
}

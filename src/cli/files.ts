import { TributaryError } from '../contract/errors.ts'

const PLAIN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

/** Why a file could not be read, as `input.invalid`. */
export function unreadable(file: string, cause: unknown): TributaryError {
  const { code = '', message = String(cause) } = (cause ?? {}) as Partial<NodeJS.ErrnoException>
  return new TributaryError('input.invalid', `${file} cannot be read: ${PLAIN[code] ?? message}.`, { cause })
}

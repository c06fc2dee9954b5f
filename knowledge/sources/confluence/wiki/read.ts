import type { z } from 'zod'
import { TributaryError } from '../../../../src/contract/errors.ts'

/** Reads an answer's body by its shape. @throws confluence.unexpected_answer naming the parts that are missing */
export function read<T extends z.ZodType>(shape: T, json: unknown): z.infer<T> {
  const result = shape.safeParse(json)
  if (result.success) return result.data
  const parts = result.error.issues.map(({ path }) => path.join('.'))
  throw new TributaryError(
    'confluence.unexpected_answer',
    `The answer lacks ${parts.slice(0, 3).join(', ')}.`,
    {
      details: { parts: parts.slice(0, 10) },
    },
  )
}

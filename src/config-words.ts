import type { z } from 'zod'

/**
 * What a setting must be, in plain words, for what zod finds wrong with it. It never repeats the value, which may be a secret.
 * A form with words of its own keeps them; undefined leaves the words to zod.
 */
export const settingWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return { number: 'must be a number', int: 'must be a whole number' }[issue.expected as string]
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `must be at least ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`
      return `must be at most ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return formatWords[issue.format]
    default:
      return undefined
  }
}

const formatWords: Partial<Record<string, string>> = {
  url: 'must be a whole address, such as https://shop.example',
  email: 'must be an e-mail address',
}

import { unreadable } from './files.ts'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { TributaryError } from '../contract/errors.ts'
import type { Label } from '../store/labels.ts'

// PostgreSQL stores no NUL.
const words = z.string().regex(/^[^\0]*$/)

const shape = z
  .object({
    text: words.min(1),
    answerable: z.boolean(),
    page: z.union([words, z.array(words)]).optional(),
    history: z.array(z.tuple([z.enum(['user', 'agent']), words])).optional(),
  })
  .refine(
    ({ answerable, page }) => !answerable || [page ?? []].flat().length > 0,
    'an answerable one needs a page',
  )

/** One line of a file of labels. Throws when it is not one, or says that a question is answerable and not where. */
export function parseLabel(value: unknown): Label {
  const { text, answerable, page, history } = shape.parse(value)
  return {
    text,
    answerable,
    pages: answerable ? [page ?? []].flat() : [],
    history: (history ?? []).map(([role, said]) => ({ role, text: said })),
  }
}

/** Reads `{text, answerable, page, history}` lines; throws `input.invalid` with the line that is wrong. */
export function readLabels(file: string): Label[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, cause)
  }
  return content.split('\n').flatMap((text, index) => {
    if (text.trim() === '') return []
    try {
      return [parseLabel(JSON.parse(text))]
    } catch (cause) {
      throw new TributaryError('input.invalid', `${file}, line ${index + 1}, is not a label.`, { cause })
    }
  })
}

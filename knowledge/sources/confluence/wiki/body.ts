import { TributaryError } from '../../../../src/contract/errors.ts'
import type { BodyFormat, SourcePage } from '../../../../src/contract/knowledge.ts'
import { isBlank, macroMarks, roughText } from './macros.ts'

type Body = SourcePage['body']
/** Gives one format of one page; undefined when the wiki has it not. */
export type FetchBody = (format: Exclude<BodyFormat, 'html'>) => Promise<string | undefined>

export interface ChosenBody {
  body: Body
  storage?: string
  problems: TributaryError[]
}

/**
 * Chooses what of a page is worth converting. The view keeps the names of macros, so it comes first; the exported view is
 * asked for where the view left something empty, and taken when it shows more; storage format is the last resort, and comes
 * beside the rendered body where it names what rendering did not show, or what is included.
 */
export async function chooseBody(
  pageId: string,
  view: string | undefined,
  fetch: FetchBody,
): Promise<ChosenBody> {
  const rendered = view === undefined || isBlank(view) ? undefined : checked(pageId, view)
  const marks = macroMarks(rendered ?? '')
  const problems = marks.cycle ? [includeCycle(pageId)] : []
  if (rendered !== undefined && !marks.hollow) {
    const storage = marks.includes ? await fetch('storage') : undefined
    return {
      body: { format: 'view', value: rendered },
      ...(storage === undefined ? {} : { storage }),
      problems,
    }
  }
  const exported = await fetch('export_view')
  const storage = await fetch('storage')
  const beside = storage === undefined ? {} : { storage }
  if (exported !== undefined && roughText(exported).length > roughText(rendered ?? '').length)
    return { body: { format: 'export_view', value: checked(pageId, exported) }, ...beside, problems }
  if (rendered !== undefined) return { body: { format: 'view', value: rendered }, ...beside, problems }
  if (storage !== undefined && !isBlank(storage))
    return { body: { format: 'storage', value: checked(pageId, storage) }, ...beside, problems }
  const empty = new TributaryError('confluence.page_empty', 'The page has no text.', {
    details: { id: pageId },
  })
  return { body: { format: 'view', value: view ?? '' }, ...beside, problems: [empty] }
}

export function includeCycle(pageId: string): TributaryError {
  return new TributaryError(
    'confluence.include_cycle',
    'The page includes itself, perhaps through another page.',
    {
      details: { id: pageId },
    },
  )
}

/** HTML is text; what holds NUL or starts as a known kind of file is not. */
function checked(pageId: string, value: string): string {
  if (!value.includes('\0') && !/^(?:%PDF-|\u0089PNG|GIF8)/.test(value)) return value
  throw new TributaryError('confluence.page_not_html', 'The body of the page is not HTML.', {
    details: { id: pageId },
  })
}

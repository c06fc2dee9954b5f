import { isGone } from '../wiki/refusal.ts'
import type { CloudCalls, PageType } from './calls.ts'
import type { CloudPage } from './shapes.ts'

/** A page, or where there is none by this id the blog post: ids are unique over both. */
export async function readContent(
  calls: CloudCalls,
  id: string,
  options: { format?: string; labels?: boolean },
  first: PageType = 'page',
): Promise<CloudPage> {
  try {
    return await calls.page(id, first, options)
  } catch (error) {
    if (!isGone(error)) throw error
    const other = await calls
      .page(id, first === 'page' ? 'blogpost' : 'page', options)
      .catch((second: unknown) => {
        if (isGone(second)) throw error
        throw second
      })
    return other
  }
}

import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Answer } from './client.ts'

/** The address after the one of this answer, as the service writes it; undefined on the last slice. */
export function nextLink({ json, headers }: Answer): string | undefined {
  const links = (json as { _links?: { next?: unknown } } | undefined)?._links
  if (typeof links?.next === 'string' && links.next !== '') return links.next
  // The Link header is there on the last slice too, with rel="base".
  return /<([^>]+)>\s*;\s*rel="?next"?/i.exec(headers.get('link') ?? '')?.[1]
}

/**
 * An API path from a next link of any form: v2 writes it with /wiki, v1 without, either may be absolute or carry the
 * gateway's prefix. Only path and query are kept, so that a link never leads a token to another host.
 */
export function apiPath(next: string): string {
  const { pathname, search } = new URL(next, 'http://relative')
  const path = pathname.replace(/^\/ex\/confluence\/[^/]+/, '')
  return `${path.startsWith('/wiki/') ? '' : '/wiki'}${path}${search}`
}

/**
 * Every slice of a list that goes by cursor.
 * @throws confluence.cursor_repeats when a link leads back to a slice already read
 */
export async function* slices(
  first: string,
  ask: (path: string) => Promise<Answer>,
): AsyncGenerator<unknown> {
  const seen = new Set<string>()
  for (let path: string | undefined = first; path !== undefined;) {
    // The same cursor is the same slice, in whatever order its link lists the parameters.
    const mark: string = new URL(path, 'http://relative').searchParams.get('cursor') ?? path
    if (seen.has(mark))
      throw new TributaryError(
        'confluence.cursor_repeats',
        'The listing leads back to what it listed before.',
        {
          details: { slices: seen.size },
        },
      )
    seen.add(mark)
    const answer = await ask(path)
    yield answer.json
    const next = nextLink(answer)
    path = next === undefined ? undefined : apiPath(next)
  }
}

import { TributaryError } from '../../../../src/contract/errors.ts'
import type { PageStub, SourcePage } from '../../../../src/contract/knowledge.ts'
import { chooseBody, includeCycle } from '../wiki/body.ts'
import { includedNames } from '../wiki/includes.ts'
import type { PageName } from '../wiki/includes.ts'
import { withheld } from '../wiki/refusal.ts'
import type { CloudCalls, PageType } from './calls.ts'
import { readContent } from './content.ts'
import type { CloudContext } from './list.ts'
import { bodyValue } from './shapes.ts'
import type { CloudPage } from './shapes.ts'
import { cloudStub } from './stubs.ts'

/**
 * Fetches one page with its body, at the version that it has now. Ancestors and restrictions are those of the listing.
 * @throws confluence.page_not_found, confluence.page_not_current, confluence.page_too_large, confluence.page_not_html
 */
export async function fetchCloud({ calls, base }: CloudContext, stub: PageStub): Promise<SourcePage> {
  const type: PageType = /\/blog\/\d{4}\//.test(stub.url) ? 'blogpost' : 'page'
  const page = await readContent(calls, stub.id, { format: 'view', labels: true }, type)
  if (page.status !== 'current')
    throw new TributaryError('confluence.page_not_current', `The page ${stub.id} is ${page.status}.`, {
      details: { id: stub.id, status: page.status },
    })
  const chosen = await chooseBody(stub.id, bodyValue(page, 'view'), (format) =>
    other(calls, stub.id, format, type),
  )
  const labels = page.labels?.meta?.hasMore
    ? await calls.labels(stub.id)
    : (page.labels?.results.map(({ name }) => name) ?? stub.labels)
  const included = await resolveNames(calls, page, chosen.storage ?? '')
  const problems = included.includes(stub.id) ? [...chosen.problems, includeCycle(stub.id)] : chosen.problems
  return {
    stub: cloudStub(base, page, labels, { ancestorIds: stub.ancestorIds, restricted: stub.restricted }),
    body: chosen.body,
    ...(chosen.storage === undefined ? {} : { storage: chosen.storage }),
    includes: included.filter((id) => id !== stub.id),
    ...(problems.length > 0 ? { problems } : {}),
  }
}

/** Another format of the page; some sites refuse export_view in v2, which then counts as not there. */
async function other(
  calls: CloudCalls,
  id: string,
  format: string,
  type: PageType,
): Promise<string | undefined> {
  try {
    return bodyValue(await readContent(calls, id, { format }, type), format)
  } catch (error) {
    if (withheld(error)) return undefined
    throw error
  }
}

/** The ids behind the titles that include macros name; what cannot be found is not among them. */
async function resolveNames(calls: CloudCalls, page: CloudPage, storage: string): Promise<string[]> {
  const ids = new Set<string>()
  for (const name of includedNames(storage)) {
    const id = await resolveName(calls, page, name)
    if (id !== undefined) ids.add(id)
  }
  return [...ids]
}

async function resolveName(calls: CloudCalls, page: CloudPage, name: PageName): Promise<string | undefined> {
  const spaceId = name.spaceKey === undefined ? page.spaceId : (await calls.spaceByKey(name.spaceKey))?.id
  return spaceId ? (await calls.byTitle(spaceId, name.title, 'page'))[0]?.id : undefined
}

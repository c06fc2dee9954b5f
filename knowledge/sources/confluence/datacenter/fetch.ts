import { TributaryError } from '../../../../src/contract/errors.ts'
import type { PageStub, SourcePage } from '../../../../src/contract/knowledge.ts'
import { chooseBody, includeCycle } from '../wiki/body.ts'
import { includedNames } from '../wiki/includes.ts'
import { withheld } from '../wiki/refusal.ts'
import type { ServerCalls } from './calls.ts'
import type { ServerContext } from './list.ts'
import type { Content } from './shapes.ts'
import { serverStub } from './stubs.ts'

/**
 * Fetches one page with its body, at the version that it has now; view and storage format come in one answer here.
 * @throws confluence.page_not_found, confluence.page_not_current, confluence.page_too_large, confluence.page_not_html
 */
export async function fetchServer({ calls, base }: ServerContext, stub: PageStub): Promise<SourcePage> {
  const content = await calls.content(stub.id, ['view', 'storage'])
  if (content.status !== 'current')
    throw new TributaryError('confluence.page_not_current', `The page ${stub.id} is ${content.status}.`, {
      details: { id: stub.id, status: content.status },
    })
  const storage = content.body?.storage?.value ?? undefined
  const chosen = await chooseBody(stub.id, content.body?.view?.value ?? undefined, async (format) =>
    format === 'export_view' ? exported(calls, stub.id) : storage,
  )
  // It came along for nothing: what the view does not mark is found here.
  const included = await resolveNames(calls, content, storage ?? '')
  const problems = included.includes(stub.id) ? [...chosen.problems, includeCycle(stub.id)] : chosen.problems
  return {
    stub: serverStub(base, content, { ancestorIds: stub.ancestorIds, restricted: stub.restricted }),
    body: chosen.body,
    ...(storage === undefined ? {} : { storage }),
    includes: included.filter((id) => id !== stub.id),
    ...(problems.length > 0 ? { problems } : {}),
  }
}

async function exported(calls: ServerCalls, id: string): Promise<string | undefined> {
  try {
    return (await calls.content(id, ['export_view'])).body?.export_view?.value ?? undefined
  } catch (error) {
    if (withheld(error)) return undefined
    throw error
  }
}

/** The ids behind the titles that include macros name; what cannot be found is not among them. */
async function resolveNames(calls: ServerCalls, content: Content, storage: string): Promise<string[]> {
  const ids = new Set<string>()
  for (const { title, spaceKey = content.space?.key } of includedNames(storage)) {
    const found = spaceKey === undefined ? [] : await byTitle(calls, spaceKey, title)
    if (found[0]) ids.add(found[0].id)
  }
  return [...ids]
}

/** A space that is not there, or not for us, has no such page. */
async function byTitle(calls: ServerCalls, spaceKey: string, title: string): Promise<Content[]> {
  try {
    return await calls.byTitle(spaceKey, title, 'page')
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'confluence.space_not_found') return []
    throw error
  }
}

import { AUTHOR, spaceOf } from '../context.ts'
import type { Context } from '../context.ts'
import { containerWebui, tinyLink, webui } from '../wiki/links.ts'
import type { Container, Page, PastVersion, Space } from '../wiki/model.ts'
import { renderAdf, renderStorage, renderView } from '../wiki/render.ts'

/** Body formats that a list gives. */
export const LIST_FORMATS = ['storage', 'atlas_doc_format']
/** Body formats that one page gives. */
export const PAGE_FORMATS = [
  ...LIST_FORMATS,
  'view',
  'export_view',
  'anonymous_export_view',
  'styled_view',
  'editor',
]

export function bodyOf(context: Context, page: Page, format: string | null): Record<string, unknown> {
  if (format === null) return {}
  const { wiki, caller } = context
  const value =
    format === 'storage' || format === 'editor'
      ? renderStorage(wiki, page)
      : format === 'atlas_doc_format'
        ? renderAdf(wiki, page, caller)
        : renderView(wiki, page, caller)
  return { [format]: { representation: format, value } }
}

function version(number: number, createdAt: string): Record<string, unknown> {
  return { number, message: '', minorEdit: false, authorId: AUTHOR, createdAt, ncsStepVersion: null }
}

/** A page as v2 writes it in lists and alone. */
export function pageShape(context: Context, page: Page, format: string | null, past?: PastVersion) {
  const space = spaceOf(context, page.spaceKey)
  const shown = past ? { ...page, ...pastBody(past) } : page
  const tree =
    page.type === 'blogpost'
      ? {}
      : {
          parentType: page.parentType,
          parentId: page.parentId,
          ownerId: AUTHOR,
          lastOwnerId: null,
          position: page.position,
        }
  const edit = page.type === 'blogpost' ? 'blog/edit-v2' : 'pages/edit-v2'
  return {
    ...tree,
    createdAt: page.createdAt,
    authorId: AUTHOR,
    version: past ? version(past.number, past.createdAt) : version(page.version, page.updatedAt),
    spaceId: space.id,
    status: past ? 'historical' : page.status,
    body: bodyOf(context, shown, format),
    title: shown.title,
    id: page.id,
    _links: {
      editui: `/pages/resumedraft.action?draftId=${page.id}`,
      webui: webui(space, page),
      edituiv2: `/spaces/${space.key}/${edit}/${page.id}`,
      tinyui: tinyLink(page.id),
    },
  }
}

function pastBody(past: PastVersion): Partial<Page> {
  return past.storage === undefined
    ? { title: past.title, view: past.view, storage: undefined }
    : { title: past.title, view: past.view, storage: past.storage }
}

/** A space as v2 writes it; one alone has an object where a list has null. */
export function spaceShape(space: Space, description: null | Record<string, never>) {
  return {
    spaceOwnerId: AUTHOR,
    homepageId: space.homepageId,
    createdAt: space.createdAt,
    authorId: AUTHOR,
    icon: null,
    name: space.name,
    key: space.key,
    id: space.id,
    type: space.type,
    description,
    status: space.status,
    _links: { webui: `/spaces/${space.key}` },
    currentActiveAlias: space.key,
  }
}

export function containerShape(context: Context, container: Container) {
  return {
    id: container.id,
    type: container.type,
    status: container.status,
    title: container.title,
    parentId: container.parentId,
    parentType: container.parentType,
    position: container.position,
    authorId: AUTHOR,
    ownerId: AUTHOR,
    createdAt: container.createdAt,
    spaceId: spaceOf(context, container.spaceKey).id,
    version: { number: 1, message: '', minorEdit: false, authorId: AUTHOR, createdAt: container.createdAt },
    _links: { webui: containerWebui(container) },
  }
}

/** Labels of a page, ids made from their names. */
export function labelShapes(labels: readonly string[]) {
  return [...labels].sort().map((name) => ({
    prefix: 'global',
    name,
    id: String(
      100_000 + [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_999_991, 7),
    ),
  }))
}

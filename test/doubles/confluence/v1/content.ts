import { AUTHOR, spaceOf } from '../context.ts'
import type { Context } from '../context.ts'
import { tinyLink } from '../wiki/links.ts'
import type { Page, Space } from '../wiki/model.ts'
import { bodyOf, labelShapes, PAGE_FORMATS } from '../cloud/shapes.ts'
import type { Expand } from './expand.ts'
import { restrictionsOf } from './restrictions.ts'

type Shape = Record<string, unknown>

function version(context: Context, page: Page): Shape {
  const { flavour } = context
  return {
    by: flavour.user(AUTHOR),
    when: flavour.date(page.updatedAt),
    ...(flavour.cloud ? { friendlyWhen: page.updatedAt.slice(0, 10) } : {}),
    message: '',
    number: page.version,
    minorEdit: false,
    ...(flavour.cloud ? {} : { hidden: false }),
    _links: { self: `${context.base}/rest/experimental/content/${page.id}/version/${page.version}` },
    _expandable: { content: `/rest/api/content/${page.id}` },
  }
}

/** Several formats can be asked for at once here, unlike in v2. */
function bodies(context: Context, page: Page, expand: Expand): Shape {
  const body: Shape = {}
  const left: Record<string, string> = {}
  for (const format of PAGE_FORMATS) {
    if (!expand[format]) {
      left[format] = ''
      continue
    }
    const [shape] = Object.values(bodyOf(context, page, format)) as {
      representation: string
      value: string
    }[]
    body[format] = {
      value: shape?.value,
      representation: shape?.representation,
      _expandable: { webresource: '', content: `/rest/api/content/${page.id}` },
    }
  }
  return { ...body, _expandable: left }
}

function metadata(context: Context, page: Page, expand: Expand): Shape {
  if (!expand.labels) return { _expandable: { currentuser: '', properties: '', frontend: '', labels: '' } }
  const results = labelShapes(page.labels).map((label) => ({ ...label, label: label.name }))
  return {
    labels: {
      results,
      start: 0,
      limit: 200,
      size: results.length,
      _links: { self: `${context.base}/rest/api/content/${page.id}/label` },
    },
    _expandable: { currentuser: '', properties: '', frontend: '' },
  }
}

/** A space as v1 writes it: its id is a number here. */
export function spaceV1(context: Context, space: Space, expand: Expand = {}): Shape {
  const home = space.homepageId === null ? undefined : context.wiki.pages.get(space.homepageId)
  const { cloud } = context.flavour
  return {
    id: Number(space.id),
    key: space.key,
    name: space.name,
    type: space.type,
    status: cloud ? space.status : space.status.toUpperCase(),
    ...(expand.homepage && home ? { homepage: contentShape(context, home, expand.homepage) } : {}),
    _links: {
      webui: cloud ? `/spaces/${space.key}` : `/display/${space.key}`,
      self: `${context.base}/rest/api/space/${space.key}`,
    },
    _expandable: {
      metadata: '',
      icon: '',
      description: '',
      ...(expand.homepage ? {} : { homepage: home ? `/rest/api/content/${home.id}` : '' }),
    },
  }
}

/** The parts that are given only when expanded, each with what stands in `_expandable` otherwise. */
function parts(
  context: Context,
  page: Page,
  space: Space,
): Record<string, [string, (expand: Expand) => unknown]> {
  const path = `/rest/api/content/${page.id}`
  // Cloud keeps silent about some addresses that Data Center names.
  const told = (link: string) => (context.flavour.cloud ? '' : link)
  const ancestors = (expand: Expand) =>
    context.wiki
      .ancestors(page.id)
      .flatMap((node) => ('labels' in node ? [contentShape(context, node, expand)] : []))
  const cloud: Record<string, [string, (expand: Expand) => unknown]> = context.flavour.cloud
    ? { extensions: ['', () => ({ position: page.position })] }
    : {
        restrictions: [`${path}/restriction/byOperation`, (expand) => restrictionsOf(context, page, expand)],
      }
  return {
    container: [told(`/rest/api/space/${space.key}`), () => spaceV1(context, space)],
    metadata: ['', (expand) => metadata(context, page, expand)],
    operations: ['', () => [{ operation: 'read', targetType: page.type }]],
    children: [told(`${path}/child`), () => ({ _expandable: { page: `${path}/child/page` } })],
    history: [
      `${path}/history`,
      () => ({
        latest: true,
        createdBy: context.flavour.user(AUTHOR),
        createdDate: context.flavour.date(page.createdAt),
      }),
    ],
    ancestors: ['', ancestors],
    body: ['', (expand) => bodies(context, page, expand)],
    version: ['', () => version(context, page)],
    descendants: [told(`${path}/descendant`), () => ({ _expandable: { page: `${path}/descendant/page` } })],
    space: [`/rest/api/space/${space.key}`, (expand) => spaceV1(context, space, expand)],
    ...cloud,
  }
}

/** A page as v1 writes it, with what was asked to be expanded. */
export function contentShape(context: Context, page: Page, expand: Expand): Shape {
  const { flavour } = context
  const space = spaceOf(context, page.spaceKey)
  const given: Shape = {}
  const left: Record<string, string> = {}
  for (const [name, [link, make]] of Object.entries(parts(context, page, space))) {
    const asked = expand[name]
    if (asked) given[name] = make(asked)
    else left[name] = link
  }
  const always = flavour.cloud
    ? {
        childTypes: {},
        macroRenderedOutput: {},
        restrictions: expand.restrictions ? restrictionsOf(context, page, expand.restrictions) : {},
      }
    : { extensions: { position: 'none' } }
  return {
    id: page.id,
    type: page.type,
    status: page.status,
    title: page.title,
    ...always,
    ...given,
    _expandable: left,
    _links: {
      webui: flavour.webui(space, page),
      ...(flavour.cloud ? {} : { edit: `/pages/resumedraft.action?draftId=${page.id}` }),
      self: `${context.base}/rest/api/content/${page.id}`,
      tinyui: tinyLink(page.id),
    },
  }
}

/** How many bodies a shape with this expansion carries. */
export function bodyCount(expand: Expand): number {
  return PAGE_FORMATS.filter((format) => expand.body?.[format]).length
}

import type { Page, Space } from '../wiki/model.ts'
import { slug, webui } from '../wiki/links.ts'

/** Where Cloud and Data Center write REST v1 differently. */
export interface Flavour {
  cloud: boolean
  /** Path in front of everything, as `_links.context` says it. */
  contextPath: string
  /** A time as the server writes it. */
  date(iso: string): string
  user(name: string): Record<string, unknown>
  webui(space: Space, page: Page): string
}

export function cloudFlavour(): Flavour {
  return {
    cloud: true,
    contextPath: '/wiki',
    date: (iso) => iso,
    user: (name) => ({
      type: 'known',
      accountId: name,
      accountType: 'atlassian',
      email: '',
      publicName: name,
      displayName: name,
      isExternalCollaborator: false,
      _expandable: { operations: '', personalSpace: '' },
      _links: {},
    }),
    webui,
  }
}

/** ISO 8601 with the server's own offset. */
function withOffset(iso: string, minutes: number): string {
  const local = new Date(Date.parse(iso) + minutes * 60_000).toISOString().slice(0, -1)
  const size = Math.abs(minutes)
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `${local}${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}

export function dataCenterFlavour(contextPath: string, offsetMinutes: number): Flavour {
  return {
    cloud: false,
    contextPath,
    date: (iso) => withOffset(iso, offsetMinutes),
    user: (name) => ({
      type: 'known',
      username: name,
      userKey: Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32),
      displayName: name,
    }),
    // A title that an address cannot carry is linked by its id.
    webui: (space, page) =>
      /^[\p{L}\p{N} ()_~-]+$/u.test(page.title)
        ? `/display/${space.key}/${slug(page.title)}`
        : `/pages/viewpage.action?pageId=${page.id}`,
  }
}

import type { Container, Page, Space } from './model.ts'

/** The code of a tiny link (/x/CODE): the id as eight little-endian bytes in base64, its tail of A dropped. */
export function tinyCode(id: string): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(id))
  return bytes
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/A+$/, '')
    .replaceAll('/', '-')
    .replaceAll('+', '_')
}

/** The tiny link of a page; a slash ends one that would end in a sign that is lost when an address is copied. */
export function tinyLink(id: string): string {
  const code = tinyCode(id)
  return `/x/${code}${/[-_]$/.test(code) ? '/' : ''}`
}

/** The id behind a tiny code, or undefined when it is none. */
export function tinyId(code: string): string | undefined {
  if (!/^[\w-]{1,11}$/.test(code)) return undefined
  const base64 = code.replaceAll('-', '/').replaceAll('_', '+').padEnd(11, 'A')
  return Buffer.from(`${base64}=`, 'base64').readBigUInt64LE().toString()
}

/** A title as it stands in an address. */
export function slug(title: string): string {
  return encodeURIComponent(title).replaceAll('%20', '+')
}

/** The address of a page on Cloud, relative to the wiki's base. */
export function webui(space: Space, page: Page): string {
  if (space.homepageId === page.id) return `/spaces/${space.key}/overview`
  if (page.type === 'blogpost') {
    const day = page.createdAt.slice(0, 10).replaceAll('-', '/')
    return `/spaces/${space.key}/blog/${day}/${page.id}/${slug(page.title)}`
  }
  return `/spaces/${space.key}/pages/${page.id}/${slug(page.title)}`
}

/** The address of a folder or another container on Cloud. */
export function containerWebui(container: Container): string {
  return `/spaces/${container.spaceKey}/${container.type}/${container.id}`
}

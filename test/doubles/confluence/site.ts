import type { Context } from './context.ts'
import { visible } from './context.ts'
import type { Call, Handler, Reply } from './http.ts'
import { escapeHtml } from './oauth/pages.ts'
import { tinyId, webui } from './wiki/links.ts'
import { compareIds } from './wiki/model.ts'
import type { Page } from './wiki/model.ts'
import { binding } from './wiki/rights.ts'
import { renderView } from './wiki/render.ts'

/** A page as a browser shows it, so that the demo's citations can be opened. */
export function webPage(title: string, body: string): Reply {
  const text = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}.confluence-information-macro{border-left:4px solid #0052cc;background:#f4f5f7;padding:.5rem 1rem;margin:1rem 0}</style>
</head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`
  return { status: 200, text }
}

export const WEB_NOT_FOUND: Reply = {
  ...webPage('Page not found', '<p>We could not find what you were looking for.</p>'),
  status: 404,
}

/** Web addresses carry no account here: what has a restriction is not shown. */
export function openPage(context: Context, page: Page | undefined): Reply {
  if (!page || page.status === 'trashed' || page.status === 'draft') return WEB_NOT_FOUND
  if (!visible(context, page) || binding(context.wiki, page).length > 0) return WEB_NOT_FOUND
  return webPage(page.title, renderView(context.wiki, page, { ...context.caller, readsRestricted: false }))
}

export function openSpace(context: Context, key: string, link: (page: Page) => string): Reply {
  const space = context.wiki.spaces.get(key)
  if (!space) return WEB_NOT_FOUND
  const items = [...context.wiki.pages.values()]
    .filter(
      (page) =>
        page.spaceKey === key && page.status === 'current' && binding(context.wiki, page).length === 0,
    )
    .sort((a, b) => compareIds(a.id, b.id))
    .map((page) => `<li><a href="${escapeHtml(link(page))}">${escapeHtml(page.title)}</a></li>`)
  return webPage(space.name, `<ul>${items.join('')}</ul>`)
}

function open(context: Context, path: string): Reply {
  const id = /^\/spaces\/[^/]+\/(?:pages|blog\/\d+\/\d+\/\d+)\/(\d+)/.exec(path)?.[1]
  if (id) return openPage(context, context.wiki.pages.get(id))
  const tiny = /^\/x\/([\w-]+)\/?$/.exec(path)?.[1]
  const target = context.wiki.pages.get((tiny && tinyId(tiny)) || '')
  const space = target && context.wiki.spaces.get(target.spaceKey)
  if (target && space) return { status: 302, text: '', headers: { location: `/wiki${webui(space, target)}` } }
  const key = /^\/spaces\/([^/]+)(?:\/overview|\/pages)?\/?$/.exec(path)?.[1]
  const home = key && context.wiki.spaces.get(decodeURIComponent(key))
  if (!home) return WEB_NOT_FOUND
  return openSpace(context, home.key, (page) => `/wiki${webui({ ...home, homepageId: null }, page)}`)
}

/** Plays the site's own host: no tokens here, those belong to the gateway; a browser sees the pages. */
export function siteServer(context: Context): Handler {
  return (call: Call) => {
    const authorization = call.headers.authorization ?? ''
    if (/^bearer /i.test(authorization))
      return { status: 403, body: { error: 'Failed to parse Connect Session Auth Token' } }
    if (/^\/wiki\/(rest|api)\//.test(call.path))
      return {
        status: 403,
        body: { message: 'Current user not permitted to use Confluence', statusCode: 403 },
      }
    if (call.method !== 'GET' || !call.path.startsWith('/wiki/')) return WEB_NOT_FOUND
    return open(context, call.path.slice('/wiki'.length))
  }
}

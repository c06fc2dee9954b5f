import { Refused } from '../cloud/errors.ts'
import { match } from '../cloud/routes.ts'
import type { Context } from '../context.ts'
import type { Call, Handler, Reply } from '../http.ts'
import { openPage, openSpace, WEB_NOT_FOUND } from '../site.ts'
import { SERVER_V1 } from '../v1/routes.ts'
import { tinyId } from '../wiki/links.ts'
import type { Page } from '../wiki/model.ts'

const UNAUTHORIZED: Reply = {
  status: 401,
  body: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
  headers: { 'WWW-Authenticate': 'OAuth realm="http%3A%2F%2Flocalhost"' },
}

function rest(context: Context, tokens: readonly string[], call: Call, path: string): Reply {
  const token = /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1]
  if (token === undefined || !tokens.includes(token)) return UNAUTHORIZED
  if (call.method !== 'GET')
    return { status: 405, body: { message: 'HTTP 405 Method Not Allowed', 'status-code': 405 } }
  const found = match(SERVER_V1, path)
  if (!found) return { status: 404, body: { message: `null for uri: ${path}`, 'status-code': 404 } }
  try {
    return found.route.act(context, call, found.params)
  } catch (error) {
    if (error instanceof Refused) return error.reply
    throw error
  }
}

function byTitle(context: Context, key: string | null, title: string): Page | undefined {
  return [...context.wiki.pages.values()].find((page) => page.spaceKey === key && page.title === title)
}

/** The addresses that people copy out of the browser. */
function web(context: Context, path: string, query: URLSearchParams): Reply {
  const { pages } = context.wiki
  const link = (page: Page) => `${context.flavour.contextPath}/pages/viewpage.action?pageId=${page.id}`
  if (path === '/pages/viewpage.action') {
    const id = query.get('pageId')
    return openPage(
      context,
      id === null ? byTitle(context, query.get('spaceKey'), query.get('title') ?? '') : pages.get(id),
    )
  }
  const tiny = /^\/x\/([\w-]+)\/?$/.exec(path)?.[1]
  const page = pages.get((tiny && tinyId(tiny)) || '')
  if (page) return { status: 302, text: '', headers: { location: link(page) } }
  const [, key, title] = /^\/display\/([^/]+)(?:\/([^/]+))?\/?$/.exec(path) ?? []
  if (key === undefined) return WEB_NOT_FOUND
  if (title === undefined) return openSpace(context, decodeURIComponent(key), link)
  return openPage(
    context,
    byTitle(context, decodeURIComponent(key), decodeURIComponent(title.replaceAll('+', ' '))),
  )
}

/** Plays a Data Center server: REST v1 for personal access tokens, the old web addresses for browsers. */
export function dataCenterServer(context: Context, tokens: readonly string[]): Handler {
  return (call) => {
    const prefix = context.flavour.contextPath
    if (!call.path.startsWith(`${prefix}/`)) return WEB_NOT_FOUND
    const path = call.path.slice(prefix.length)
    return path.startsWith('/rest/') ? rest(context, tokens, call, path) : web(context, path, call.query)
  }
}

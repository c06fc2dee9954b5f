import type { Context } from '../context.ts'
import { SCOPE_MISMATCH } from '../faults.ts'
import type { Call, Handler, Reply } from '../http.ts'
import type { Grants } from '../oauth/grants.ts'
import type { Points } from '../points.ts'
import { invalid, notFound, Refused } from './errors.ts'
import { match } from './routes.ts'
import type { Route } from './routes.ts'

/** A site that the person who consented can reach. */
export interface Site {
  cloudId: string
  /** As accessible-resources gives it. */
  url: string
  name: string
  context: Context
}

const UNAUTHORIZED: Reply = { status: 401, body: { code: 401, message: 'Unauthorized' } }
const ICON = 'https://site-admin-avatar-cdn.prod.public.atl-paas.net/avatars/240/jersey.png'

function bearer(call: Call): string {
  return /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? ''
}

function act(route: Route, context: Context, call: Call, params: Record<string, string>): Reply {
  const id = params.id
  if (id !== undefined && !/^\d{1,19}$/.test(id)) return invalid('id', 'Long')
  try {
    return route.act(context, call, params)
  } catch (error) {
    if (error instanceof Refused) return error.reply
    throw error
  }
}

/** Charges the points and writes their headers; what was refused for its caller costs nothing. */
function charged(points: Points, reply: Reply): Reply {
  const cost = reply.status === 401 ? 0 : 1 + (reply.objects ?? 0)
  points.charge(cost)
  return { ...reply, cost, headers: { ...points.headers(), ...reply.headers } }
}

/** Plays api.atlassian.com: the sites of a token, and each site's API behind its cloud id. */
export function gateway(sites: Site[], grants: Grants, routes: Route[], points: Points): Handler {
  return (call) => {
    const scopes = grants.scopes(bearer(call))
    if (!scopes) return UNAUTHORIZED
    if (call.path === '/oauth/token/accessible-resources') {
      const granted = scopes.filter((scope) => scope.endsWith(':confluence')).sort()
      const body = sites.map(({ cloudId, url, name }) => ({
        id: cloudId,
        url,
        name,
        scopes: granted,
        avatarUrl: ICON,
      }))
      return { status: 200, body, headers: { 'content-type': 'application/json; charset=utf-8' } }
    }
    const [, cloudId, path] = /^\/ex\/confluence\/([^/]+)(\/.*)$/.exec(call.path) ?? []
    const site = sites.find((candidate) => candidate.cloudId === cloudId)
    if (!site || path === undefined) return { status: 404, body: { code: 404, message: 'Not Found' } }
    const found = match(routes, path)
    // Nothing here writes, whatever the token says.
    if (call.method !== 'GET') return { status: 401, body: SCOPE_MISMATCH }
    if (!found) return notFound()
    if (!found.route.scopes.some((scope) => scopes.includes(scope)))
      return { status: 401, body: SCOPE_MISMATCH }
    if (points.remaining <= 0)
      return {
        status: 429,
        body: { code: 429, message: 'Rate limit exceeded' },
        headers: points.headers(true),
      }
    return charged(points, act(found.route, site.context, call, found.params))
  }
}

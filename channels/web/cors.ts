import type { RequestHandler } from 'express'

/**
 * Any page may call Direct Line: who may do what is decided by the token, and no cookie is involved. The headers are the
 * ones that Direct Line clients send.
 */
export const directLineCors: RequestHandler = (request, response, next) => {
  response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' })
  if (request.method !== 'OPTIONS') return next()
  response
    .set({
      'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
      'Access-Control-Allow-Headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
      'Access-Control-Max-Age': '7200',
    })
    .status(204)
    .end()
}

/** Whether a page of this origin may embed the widget: a listed one, or a page of this very server. */
export function originAllowed(origin: string | undefined, origins: readonly string[], own: string): boolean {
  if (origins.includes('*')) return true
  if (origin === undefined || origin === 'null') return false
  return origins.some((allowed) => sameOrigin(allowed, origin)) || sameOrigin(own, origin)
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin
}

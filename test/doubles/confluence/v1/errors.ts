import type { Context } from '../context.ts'
import type { Reply } from '../http.ts'

function v1(status: number, message: string, reason: string, cloud: boolean, authorized = false): Reply {
  const data = { authorized, valid: true, errors: [], successful: authorized }
  return { status, body: { statusCode: status, data, message, ...(cloud ? {} : { reason }) } }
}

/** Unknown, or not to be read by this caller: the answer is the same. */
export function noContent(context: Context, id: string): Reply {
  if (!context.flavour.cloud)
    return v1(404, `No content found with id: ContentId{id=${id}}`, 'Not Found', false)
  return {
    status: 404,
    body: {
      message: 'Cannot find content. Outdated version/old_draft/trashed? Please provide valid ContentId.',
    },
  }
}

export function noSpace(context: Context, key: string): Reply {
  const message = `com.atlassian.confluence.api.service.exceptions.api.NotFoundException: No space with key : ${key}`
  return v1(404, message, 'Not Found', context.flavour.cloud, true)
}

/** What Cloud says when an ancestor's restrictions cannot be expanded. */
export function ancestorHidden(id: string): Reply {
  const errors = [{ message: { translation: `No content with id <ContentId{id=${id}}> can be found` } }]
  return {
    status: 404,
    body: { statusCode: 404, data: { authorized: false, valid: false, errors, successful: false } },
  }
}

export function badRequest(context: Context, message: string): Reply {
  return v1(400, message, 'Bad Request', context.flavour.cloud)
}

export function notImplemented(context: Context, message: string): Reply {
  return v1(501, message, 'Not Implemented', context.flavour.cloud)
}

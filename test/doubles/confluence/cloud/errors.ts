import type { Reply } from '../http.ts'

function v2(status: number, code: string, title: string, detail: string | null): Reply {
  return { status, body: { errors: [{ status, code, title, detail }] } }
}

/** 404 of v2, which also stands for "not allowed". */
export function notFound(what?: string, id?: string): Reply {
  return v2(404, 'NOT_FOUND', what ? `Cannot find a ${what} with id [${id ?? ''}]` : 'Not Found', null)
}

const CURSOR_DETAIL =
  'The provided cursor was not valid. You can get a new valid cursor by making the original pagination request again.'

/** 400 of v2 for a parameter of the wrong kind. */
export function invalid(parameter: string, expected: string): Reply {
  return v2(
    400,
    'INVALID_REQUEST_PARAMETER',
    `Provided value for '${parameter}' is not the correct type. Expected type is ${expected}.`,
    parameter === 'cursor' ? CURSOR_DETAIL : null,
  )
}

/** Thrown by the readers of parameters, turned into its reply at the edge. */
export class Refused extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(`Refused with ${reply.status}`)
    this.reply = reply
  }
}

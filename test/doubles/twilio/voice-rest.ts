import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that reached the API. */
export interface RestCall {
  path: string
  fields: Record<string, string>
}

/** What the API does in place of its work: an answer, a dropped connection, or silence. `after`: the work is done all the same. */
export type Fault =
  | { status: number; body?: string; headers?: Record<string, string> }
  | { drop: 'before' | 'after' }
  | { hang: true }

export interface RestOptions {
  accountSid: string
  authToken: string
  /** A call is to go on at another address. False when it is not in progress. */
  redirect: (callSid: string, url: string, method: string) => boolean
}

/** Twilio's REST API for calls and messages, over HTTP. It refuses what Twilio refuses, with its codes. */
export class TwilioRest {
  readonly requests: RestCall[] = []
  /** Messages that went out. */
  readonly messages: { to: string; from: string; body: string }[] = []
  /** Taken one a request, in order. */
  faults: Fault[] = []
  private readonly options: RestOptions
  private readonly server: Server
  private count = 0

  constructor(options: RestOptions) {
    this.options = options
    this.server = createServer((request, response) => void this.answer(request, response))
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')))
    const path = request.url ?? '/'
    this.requests.push({ path, fields })
    const fault = this.faults.shift()
    if (fault && 'hang' in fault) return
    if (fault && 'drop' in fault && fault.drop === 'before') return void request.socket.destroy()
    if (fault && 'status' in fault)
      return void response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '')
    const { status, body } = this.work(request, path, fields)
    if (fault) return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  private work(request: IncomingMessage, path: string, fields: Record<string, string>) {
    const { accountSid, authToken } = this.options
    const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    if (request.headers.authorization !== basic) return problem(401, 20003, 'Authenticate')
    if (request.method !== 'POST') return problem(405, 20004, 'Method not allowed')
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return problem(415, 20001, 'Unsupported content type')
    const below = path.split(`/2010-04-01/Accounts/${accountSid}/`)[1]
    if (below === 'Messages.json') return this.message(fields)
    const call = /^Calls\/([^/]+)\.json$/.exec(below ?? '')?.[1]
    if (call !== undefined) return this.redirect(call, fields)
    return problem(404, 20404, 'The requested resource was not found')
  }

  private message({ To = '', From = '', Body = '' }: Record<string, string>) {
    if (!/^\+[1-9]\d{6,14}$/.test(To)) return problem(400, 21211, "Invalid 'To' Phone Number")
    if (!/^\+[1-9]\d{6,14}$/.test(From)) return problem(400, 21212, "Invalid 'From' Number")
    if (Body === '') return problem(400, 21602, 'Message body is required')
    if (Body.length > 1600) return problem(400, 21617, 'The message body exceeds the 1600 character limit')
    this.messages.push({ to: To, from: From, body: Body })
    return { status: 201, body: { sid: `SM${String(++this.count).padStart(32, '0')}`, status: 'queued' } }
  }

  private redirect(call: string, { Url, Method = 'POST' }: Record<string, string>) {
    if (!Url || !URL.canParse(Url)) return problem(400, 21205, 'Url is not a valid URL')
    if (!this.options.redirect(call, Url, Method)) return problem(400, 21220, 'Call is not in-progress')
    return { status: 200, body: { sid: call, status: 'in-progress' } }
  }
}

function problem(status: number, code: number, message: string) {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

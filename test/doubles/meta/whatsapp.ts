export { metaJson } from './sign.ts'
import { GraphDouble, graphError, type GraphAnswer, type GraphCall } from './graph.ts'
import { refuseMessage } from './whatsapp-validate.ts'

type Fields = Record<string, unknown>

/** Largest uploads, and the types that are taken: a selection of Meta's table. */
const UPLOADS: Readonly<Record<string, number>> = {
  'image/jpeg': 5 * 2 ** 20,
  'image/png': 5 * 2 ** 20,
  'audio/ogg': 16 * 2 ** 20,
  'audio/mpeg': 16 * 2 ** 20,
  'video/mp4': 16 * 2 ** 20,
  'application/pdf': 100 * 2 ** 20,
  'text/plain': 100 * 2 ** 20,
}

const PAIR_WINDOW_MS = 6000

/** The Cloud API's side of WhatsApp: one business number, and the people who write to it. */
export class WhatsAppCloudDouble extends GraphDouble {
  readonly phoneNumberId = '106540352242922'
  /** Messages that were taken, oldest first, with the id they got. */
  sent: { id: string; body: Fields }[] = []
  /** Read marks, with what they showed. */
  read: Fields[] = []
  uploads = new Map<string, { name: string; type: string; bytes: Buffer }>()
  /** What people sent, by its id; as text, for ease. */
  received = new Map<string, { type: string; bytes: string }>()
  templates = new Map([['order_update:en_US', 2]])
  /** Numbers or ids whose window of 24 hours is over. */
  closed = new Set<string>()
  /** Numbers that have no WhatsApp. */
  strangers = new Set<string>()
  /** Messages that one person may get in six seconds; more are refused with 131056. */
  pairLimit = Number.POSITIVE_INFINITY
  /** The next messages are refused with these codes, one each; 0 lets one pass. */
  codes: number[] = []
  private times: { to: string; at: number }[] = []
  private count = 0

  constructor() {
    super({ answer: (call) => this.serve(call) })
  }

  private async serve(call: GraphCall): Promise<GraphAnswer> {
    if (call.method === 'GET') return this.serveMedia(call.path)
    if (call.method !== 'POST' || !call.path.startsWith(`/${this.phoneNumberId}/`))
      return graphError({
        code: 100,
        subcode: 33,
        message: `Unsupported ${call.method.toLowerCase()} request. Object does not exist, or the token may not see it.`,
      })
    if (call.path.endsWith('/media')) return this.upload(call)
    if (!call.path.endsWith('/messages'))
      return graphError({ code: 2500, message: 'Unknown path components' })
    if (typeof call.json !== 'object' || call.json === null)
      return graphError({ code: 100, message: 'The parameter messaging_product is required.' })
    const body = call.json as Fields
    return body.status === 'read' ? this.mark(body) : this.send(body)
  }

  private send(body: Fields): GraphAnswer {
    const wrong = refuseMessage(body, this.templates, new Set(this.uploads.keys()))
    if (wrong) return wrong
    const code = this.codes.shift() ?? 0
    if (code !== 0) return graphError({ code, message: `As the test says: ${code}` })
    const to = String(body.to ?? body.recipient).replace('+', '')
    if (this.strangers.has(to)) return graphError({ code: 131_026, message: 'Message undeliverable' })
    if (this.closed.has(to) && body.type !== 'template')
      return graphError({ code: 131_047, message: 'Re-engagement message' })
    const now = Date.now()
    if (this.times.filter((one) => one.to === to && now - one.at < PAIR_WINDOW_MS).length >= this.pairLimit)
      return graphError({
        code: 131_056,
        message: '(Business Account, Consumer Account) pair rate limit hit',
      })
    this.times.push({ to, at: now })
    const id = `wamid.double${++this.count}`
    this.sent.push({ id, body })
    const contact = body.to === undefined ? { input: to, user_id: to } : { input: String(body.to), wa_id: to }
    return { status: 200, body: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id }] } }
  }

  private serveMedia(path: string): GraphAnswer {
    const [, bytes, id = ''] = /^\/(bytes\/)?(\w+)$/.exec(path) ?? []
    const file = this.received.get(id)
    if (!file) return graphError({ code: 100, subcode: 33, message: 'Unsupported get request.' })
    if (bytes !== undefined) return { status: 200, body: file.bytes }
    const url = `${this.url}/${this.version}/bytes/${id}`
    return {
      status: 200,
      body: { messaging_product: 'whatsapp', url, mime_type: file.type, file_size: file.bytes.length, id },
    }
  }

  private mark(body: Fields): GraphAnswer {
    if (body.messaging_product !== 'whatsapp' || !String(body.message_id).startsWith('wamid.'))
      return graphError({ code: 131_009, message: 'Parameter value is not valid' })
    this.read.push(body)
    return { status: 200, body: { success: true } }
  }

  private async upload(call: GraphCall): Promise<GraphAnswer> {
    const type = call.headers['content-type'] ?? ''
    const form = await new Response(new Uint8Array(call.bytes), { headers: { 'content-type': type } })
      .formData()
      .catch(() => new FormData())
    const file = form.get('file')
    if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof File))
      return graphError({ code: 100, message: 'The parameter file is required.' })
    const most = UPLOADS[file.type]
    if (most === undefined || file.type !== form.get('type'))
      return graphError({
        code: 100,
        message: `Param file must be a file with one of the known types, not ${file.type}`,
      })
    if (file.size > most)
      return graphError({ code: 131_053, message: 'Media upload error', details: 'too large' })
    const id = `${7_000_000 + ++this.count}`
    this.uploads.set(id, { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) })
    return { status: 200, body: { id } }
  }

  /** A webhook of one value, as Meta wraps it. */
  webhook(value: Fields): Fields {
    const whole = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: this.phoneNumberId },
      ...value,
    }
    return {
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340398', changes: [{ value: whole, field: 'messages' }] }],
    }
  }

  /** A webhook of one message; `from` is the number, `user` the id made for the business. */
  message(id: string, from: string | undefined, parts: Fields, user?: string): Fields {
    const contact = {
      profile: { name: 'Ada' },
      ...(from === undefined ? {} : { wa_id: from }),
      ...(user === undefined ? {} : { user_id: user }),
    }
    const message = {
      ...(from === undefined ? {} : { from }),
      ...(user === undefined ? {} : { from_user_id: user }),
      id,
      timestamp: String(Math.floor(Date.now() / 1000)),
      ...parts,
    }
    return this.webhook({ contacts: [contact], messages: [message] })
  }

  text(id: string, from: string | undefined, body: string, user?: string): Fields {
    return this.message(id, from, { type: 'text', text: { body } }, user)
  }

  /** What a person sees of all that was sent to them, as text. */
  shownTo(person: string): string[] {
    return this.sent
      .filter(({ body }) => body.to === person || body.recipient === person)
      .map(({ body }) => asSeen(body))
  }
}

function asSeen(body: Fields): string {
  const part = body[String(body.type)] as Fields
  if (body.type === 'text') return String(part.body)
  if (body.type !== 'interactive') return JSON.stringify(part)
  const { buttons, sections } = part.action as { buttons?: Fields[]; sections?: { rows: Fields[] }[] }
  const titles = [
    ...(buttons ?? []).map(({ reply }) => (reply as Fields).title),
    ...(sections ?? []).flatMap(({ rows }) => rows.map(({ title }) => title)),
  ]
  return [(part.body as Fields).text, ...titles].join('\n')
}

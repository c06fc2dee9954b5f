import type { Said } from '../heard.ts'
import { fields, words, type Fields } from '../shapes.ts'

/** What the shopper did with buttons, a list, a form or a request that was sent to them. */
export function readInteractive(message: Fields): Said | undefined {
  const reply = fields(message.interactive)
  const type = words(reply?.type) ?? ''
  const inner = fields(reply?.[type])
  if (type === 'button_reply' || type === 'list_reply') {
    const title = words(inner?.title)
    const choice = words(inner?.id) ?? title
    return choice === undefined ? undefined : { kind: 'choice', choice, text: title ?? choice }
  }
  if (type === 'nfm_reply') return form(inner)
  // Whether the shop may call: no question.
  if (type === 'call_permission_reply') return { kind: 'event' }
  return undefined
}

// For the shop's own bookkeeping, without meaning to a reader.
const TOKEN = 'flow_token'

/** A form that was filled in, as its lines; shown as something that was sent, since nobody asked a question in it. */
function form(inner: Fields | undefined): Said {
  const sent = words(inner?.response_json) ?? ''
  const values = fields(parseJson(sent))
  const lines = Object.entries(values ?? {})
    .filter(([name]) => name !== TOKEN)
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
  const text = values ? lines.join('\n') : sent
  return {
    kind: 'media',
    attachments: [{ contentType: 'application/json', name: words(inner?.name) ?? 'form' }],
    ...(text === '' ? {} : { text }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

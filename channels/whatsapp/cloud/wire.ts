import type { Choice, Template } from '../../../src/contract/message.ts'
import type { Person } from '../heard.ts'
import type { Wire } from '../render.ts'

/** What can be sent in one call: a file has been uploaded before. */
export type Sendable = Exclude<Wire, { type: 'file' }> | Uploaded

export interface Uploaded {
  type: 'uploaded'
  as: MediaType
  id: string
  caption?: string
  name: string
}

export type MediaType = 'image' | 'video' | 'audio' | 'document'

/** The body of `POST /{phone number id}/messages`. The number is preferred, as Meta asks; without it the id stands in `recipient`. */
export function toBody(person: Person, message: Sendable): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(person.number === undefined ? { recipient: person.scoped } : { to: person.number }),
    ...payload(message),
  }
}

function payload(message: Sendable): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return { type: 'text', text: { body: message.text, preview_url: false } }
    case 'buttons':
      return interactive('button', message.text, { buttons: message.choices.map(button) })
    case 'list':
      return interactive('list', message.text, {
        button: message.label,
        sections: [{ rows: message.choices.map(({ title, value }) => ({ id: value, title })) }],
      })
    case 'template':
      return { type: 'template', template: template(message.template) }
    case 'uploaded':
      return { type: message.as, [message.as]: media(message) }
  }
}

function interactive(type: string, text: string, action: unknown): Record<string, unknown> {
  return { type: 'interactive', interactive: { type, body: { text }, action } }
}

function button({ title, value }: Choice) {
  return { type: 'reply', reply: { id: value, title } }
}

function template({ name, language, parameters }: Template) {
  return {
    name,
    // WhatsApp writes `en_US` where BCP 47 writes `en-US`.
    language: { code: language.replace('-', '_') },
    ...(parameters.length === 0
      ? {}
      : { components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }] }),
  }
}

function media({ id, caption, as, name }: Uploaded) {
  return {
    id,
    ...(caption === undefined || as === 'audio' ? {} : { caption }),
    ...(as === 'document' ? { filename: name } : {}),
  }
}

import type { Attachment } from '../../../src/contract/message.ts'
import type { Said } from '../heard.ts'
import { numberOf } from '../heard.ts'
import { all, fields, words, type Fields } from '../shapes.ts'
import { readInteractive } from './interactive.ts'

/** Reads a message of one type; undefined when it lacks what the type promises. */
export type Reader = (message: Fields) => Said | undefined

/** What stands for a message that cannot be shown: the shopper is told so. */
export const UNREADABLE = 'application/octet-stream'

/** Every type of message that the Cloud API sends, and what it says. A type that is not here is answered as one that cannot be read. */
export const readers: Readonly<Record<string, Reader>> = {
  text(message) {
    const text = words(fields(message.text)?.body)
    return text === undefined ? undefined : { kind: 'text', text }
  },
  image: media('image', 'image/jpeg'),
  video: media('video', 'video/mp4'),
  audio: media('audio', 'audio/ogg'),
  document: media('document', 'application/octet-stream'),
  sticker: media('sticker', 'image/webp'),
  reaction(message) {
    const reaction = fields(message.reaction)
    const replyTo = words(reaction?.message_id)
    // Without an emoji it was taken back.
    return replyTo === undefined
      ? undefined
      : { kind: 'reaction', text: words(reaction?.emoji) ?? '', replyTo }
  },
  location(message) {
    const place = fields(message.location)
    const at = [place?.latitude, place?.longitude].map(words)
    const name = [words(place?.name), words(place?.address)].filter(Boolean).join(', ')
    const url = words(place?.url) ?? `https://maps.google.com/?q=${at.join(',')}`
    return attached({ contentType: 'application/geo+json', name: name || at.join(', '), url })
  },
  contacts(message) {
    const cards = all(message.contacts).map(({ name, phones }): Attachment => {
      const called = words(fields(name)?.formatted_name) ?? words(all(phones)[0]?.phone)
      return { contentType: 'text/vcard', ...(called === undefined ? {} : { name: called }) }
    })
    return cards.length === 0 ? undefined : { kind: 'media', attachments: cards }
  },
  order(message) {
    const order = fields(message.order)
    const items = all(order?.product_items)
    if (items.length === 0) return undefined
    const list = items.map(
      (item) => `${words(item.quantity) ?? '1'} × ${words(item.product_retailer_id) ?? '?'}`,
    )
    const text = words(order?.text)
    return {
      ...attached({ contentType: 'application/json', name: `order: ${list.join(', ')}` }),
      ...(text === undefined ? {} : { text }),
    }
  },
  interactive: readInteractive,
  button(message) {
    const button = fields(message.button)
    const text = words(button?.text)
    const choice = words(button?.payload) ?? text
    return choice === undefined ? undefined : { kind: 'choice', choice, text: text ?? choice }
  },
  system(message) {
    const system = fields(message.system)
    const text = words(system?.body)
    const movedTo = numberOf(words(system?.new_wa_id) ?? words(system?.wa_id))
    return {
      kind: 'event',
      ...(text === undefined ? {} : { text }),
      ...(movedTo === undefined ? {} : { movedTo }),
    }
  },
  request_welcome: () => ({ kind: 'event' }),
  revoke(message) {
    const replyTo = words(fields(message.revoke)?.original_message_id)
    return replyTo === undefined ? undefined : { kind: 'delete', replyTo }
  },
  edit(message) {
    const edit = fields(message.edit)
    const inner = fields(edit?.message)
    const replyTo = words(edit?.original_message_id)
    const type = words(inner?.type) ?? 'text'
    // Only words can be edited: those of a text, or under a picture.
    const text = words(fields(inner?.text)?.body) ?? words(fields(inner?.[type])?.caption)
    return replyTo === undefined || text === undefined ? undefined : { kind: 'edit', text, replyTo }
  },
  unsupported: () => unreadable('unsupported message'),
}

/** A message that is not understood, as something that was sent and cannot be read. */
export function unreadable(name: string): Said {
  return attached({ contentType: UNREADABLE, name })
}

export function attached(attachment: Attachment): Said {
  return { kind: 'media', attachments: [attachment] }
}

function media(type: string, usual: string): Reader {
  return (message) => {
    const file = fields(message[type])
    if (!file) return undefined
    const contentType = words(file.mime_type) ?? usual
    const name = words(file.filename) ?? (file.voice === true ? 'voice message' : type)
    const text = words(file.caption)
    const id = words(file.id)
    return {
      ...attached({ contentType, name }),
      ...(text === undefined ? {} : { text }),
      ...(id === undefined ? {} : { media: [id] }),
    }
  }
}

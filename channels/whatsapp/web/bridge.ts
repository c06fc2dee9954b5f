import type { Client, Message, MessageMedia, Reaction } from 'whatsapp-web.js'
import type { OutgoingFile } from '../../../src/contract/message.ts'
import { fields, type Fields } from '../shapes.ts'
import type { WebCommands, WebContent, WebEvent } from './port.ts'

export type MakeMedia = (file: OutgoingFile) => MessageMedia

/** Stands between whatsapp-web.js and the rest: its events as plain data, and the few of its methods that are used. */
export function bridge(client: Client, makeMedia: MakeMedia, tell: (event: WebEvent) => void): WebCommands {
  client.on('qr', (qr: string) => tell({ type: 'qr', qr }))
  client.on('authenticated', () => tell({ type: 'authenticated' }))
  client.on('ready', () => {
    const number = client.info?.wid?.user
    tell({ type: 'ready', ...(number === undefined ? {} : { number }) })
  })
  client.on('auth_failure', (reason: string) => tell({ type: 'ended', reason: `sign-in failed: ${reason}` }))
  client.on('disconnected', (reason: string) => tell({ type: 'ended', reason: String(reason) }))
  client.on('message', (message) => tell({ type: 'message', message: plain(message) }))
  client.on('message_create', (message) => {
    if (message.fromMe) tell({ type: 'own', message: plain(message) })
  })
  client.on('message_ack', (message, ack) => tell({ type: 'ack', message: plain(message), ack }))
  client.on('message_edit', (message, body) =>
    tell({ type: 'edit', message: plain(message), body: String(body) }),
  )
  client.on('message_revoke_everyone', (message, before) =>
    tell({ type: 'revoke', message: plain(message), ...(before ? { before: plain(before) } : {}) }),
  )
  client.on('message_reaction', (reaction) => tell({ type: 'reaction', reaction: plainReaction(reaction) }))
  return {
    async send(chat, content) {
      const message: Message | undefined = await sendBy(client, makeMedia, chat, content)
      return message?.id._serialized
    },
    async typing(chat) {
      await client.sendSeen(chat)
      await (await client.getChatById(chat)).sendStateTyping()
    },
    async identify(chat) {
      const [found] = await client.getContactLidAndPhone([chat])
      return {
        ...(found?.lid ? { lid: found.lid } : {}),
        ...(found?.pn ? { number: found.pn.replace(/@.*$/, '') } : {}),
      }
    },
    close: () => client.destroy(),
  }
}

// Sending is no reading: the chat is marked as read by `typing`, when somebody is about to answer.
const QUIETLY = { sendSeen: false, linkPreview: false, parseVCards: false }

function sendBy(
  client: Client,
  makeMedia: MakeMedia,
  chat: string,
  { text, file }: WebContent,
): Promise<Message> {
  if (!file) return client.sendMessage(chat, text, QUIETLY)
  return client.sendMessage(chat, makeMedia(file), { ...QUIETLY, ...(text === '' ? {} : { caption: text }) })
}

const MESSAGE_FIELDS = [
  'id',
  'from',
  'to',
  'author',
  'body',
  'type',
  'timestamp',
  'fromMe',
  'hasMedia',
  'isStatus',
  'location',
  'vCards',
  'selectedButtonId',
  'selectedRowId',
  'protocolMessageKey',
  'latestEditSenderTimestampMs',
] as const

/** The data of a message without its methods, with what only the page's own form of it has. */
function plain(message: Message): Fields {
  const whole = message as unknown as Fields
  const inner = fields(whole._data)
  const picked = Object.fromEntries(MESSAGE_FIELDS.map((name) => [name, whole[name]]))
  return toPlain({
    ...picked,
    mimetype: inner?.mimetype,
    filename: inner?.filename,
    notifyName: inner?.notifyName,
  })
}

function plainReaction(reaction: Reaction): Fields {
  const { id, msgId, reaction: text, senderId, timestamp } = reaction
  return toPlain({ id, msgId, reaction: text, senderId, timestamp })
}

/** As it would be in JSON, so that it can go to another thread whatever the page put into it. */
function toPlain(value: Fields): Fields {
  return fields(JSON.parse(JSON.stringify(value))) ?? {}
}

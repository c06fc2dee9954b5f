import { EventEmitter } from 'node:events'
import wweb, { type Client } from 'whatsapp-web.js'
import { bridge } from '../../../channels/whatsapp/web/bridge.ts'
import type { OpenWeb, WebCommands } from '../../../channels/whatsapp/web/port.ts'

type Fields = Record<string, unknown>
type Callback = (...args: unknown[]) => unknown

/** A message in the page: what whatsapp-web.js calls its model. */
export interface PageMessage extends Fields {
  id: { fromMe: boolean; remote: string; id: string; _serialized: string }
  type: string
}

/**
 * The page of WhatsApp Web as whatsapp-web.js sees it, without a browser: the package's own Client runs on it, its functions for the
 * page are run against a `window` that has what they ask for, and what the page announces takes the package's own way.
 */
export class WhatsAppPageDouble {
  /** What reached WhatsApp, oldest first. */
  sent: {
    id: string
    chat: string
    text: string
    file?: { mimetype: string; filename: string; data: string }
  }[] = []
  seen: string[] = []
  typing: string[] = []
  /** Both names of people, by either. */
  people = new Map<string, { lid: string; pn: string }>()
  /** Chats that do not exist. */
  strangers = new Set<string>()
  /** How the next sends fail: the page throws before or after it sent, or never answers. */
  failures: ('throws' | 'sends_then_throws' | 'hangs')[] = []
  opened = 0
  closed = 0
  client: Client | undefined
  private messages = new EventEmitter()
  private socket = new EventEmitter()
  private window: Fields = {}
  private reactions: Callback = () => undefined
  private count = 0

  /** Opens the package's Client on this page; nothing comes of it before `link` or `qr`. */
  readonly open: OpenWeb = (tell): WebCommands => {
    this.opened++
    this.messages.removeAllListeners()
    this.window = this.freshWindow()
    const client = new wweb.Client({ authStrategy: new wweb.NoAuth() })
    Object.assign(client, { pupPage: this.page(), pupBrowser: this.browser() })
    this.client = client
    return bridge(
      client,
      ({ contentType, data, name }) => new wweb.MessageMedia(contentType, data, name),
      tell,
    )
  }

  /** The page shows a code. */
  qr(code: string): void {
    this.client!.emit('qr', code)
  }

  /** The telephone has scanned it: the package listens to the page from now on. */
  async link(number = '15550001111'): Promise<void> {
    const client = this.client!
    client.emit('authenticated')
    Object.assign(client, { info: { wid: { user: number } } })
    await (client as unknown as { attachEventListeners(): Promise<void> }).attachEventListeners()
    client.emit('ready')
  }

  /** The connection gets a state such as `UNPAIRED`. */
  state(state: string): void {
    this.socket.emit('change:state', {}, state)
  }

  /** A message as the page has it. */
  message(id: string, chat: string, more: Fields = {}): PageMessage {
    const fromMe = more.fromMe === true
    return {
      id: { fromMe, remote: chat, id, _serialized: `${fromMe}_${chat}_${id}` },
      type: 'chat',
      from: fromMe ? '15550001111@c.us' : chat,
      to: fromMe ? chat : '15550001111@c.us',
      t: Math.floor(Date.now() / 1000),
      notifyName: 'Ada',
      isNewMsg: true,
      ...more,
    }
  }

  add(message: PageMessage): void {
    this.messages.emit('add', message)
  }
  ack(message: PageMessage, ack: number): void {
    this.messages.emit('change:ack', message, ack)
  }
  edit(message: PageMessage, body: string): void {
    this.messages.emit(
      'change:body change:caption',
      { ...message, body, latestEditSenderTimestampMs: 7 },
      body,
      message.body,
    )
  }
  revoke(message: PageMessage): void {
    this.messages.emit('change', message)
    this.messages.emit('change:type', { ...message, type: 'revoked', body: '' })
  }
  react(to: PageMessage, id: string, text: string): void {
    const chat = to.id.remote
    this.reactions({}, () => undefined, [
      {
        id: { fromMe: false, remote: chat, id, _serialized: `false_${chat}_${id}` },
        reactionParentKey: to.id,
        reactionTimestamp: Date.now(),
        reactionText: text,
        from: { _serialized: chat },
      },
    ])
  }

  private browser() {
    return { isConnected: () => true, close: async () => void this.closed++ }
  }

  private page() {
    return {
      evaluate: async (work: Callback | string, ...args: unknown[]) => {
        // oxlint-disable-next-line typescript/no-implied-eval
        const inPage = new Function('window', `return (${String(work)})`) as (window: Fields) => unknown
        const value = inPage(this.window)
        return typeof value === 'function' ? (value as Callback)(...args) : value
      },
      exposeFunction: async (name: string, work: Callback) => {
        this.window[name] = async (...args: unknown[]) =>
          work(...(JSON.parse(JSON.stringify(args)) as unknown[]))
      },
    }
  }

  private freshWindow(): Fields {
    const collections = { Msg: this.messages, Chat: new EventEmitter() }
    const modules: Fields = {
      WAWebCollections: collections,
      WAWebSocketModel: { Socket: this.socket },
      WAWebSyncGatingUtils: {},
      WAWebConnModel: { Conn: new EventEmitter() },
    }
    return {
      require: (name: string) => modules[name],
      WWebJS: {
        getMessageModel: (message: unknown) => message,
        getChat: async (chat: string) => (this.strangers.has(chat) ? null : { id: { _serialized: chat } }),
        sendSeen: async (chat: string) => this.seen.push(chat) > 0,
        sendChatstate: (state: string, chat: string) => state === 'typing' && this.typing.push(chat),
        sendMessage: (chat: { id: { _serialized: string } }, text: string, options: Fields) =>
          this.send(chat.id._serialized, text, options),
        enforceLidAndPnRetrieval: async (name: string) => {
          const found = this.people.get(name)
          return found ? { lid: { _serialized: found.lid }, phone: { _serialized: found.pn } } : {}
        },
        injectToFunction: ({ module }: { module: string }, callback: Callback) => {
          if (module === 'WAWebAddonReactionTableMode') this.reactions = callback
        },
      },
    }
  }

  private async send(chat: string, text: string, options: Fields): Promise<PageMessage> {
    const failure = this.failures.shift()
    if (failure === 'throws') throw new Error('Evaluation failed: t is not a function')
    const id = `3EB0${String(++this.count).padStart(16, '0')}`
    const media = options.media as { mimetype: string; filename: string; data: string } | undefined
    const { mimetype, filename, data } = media ?? {}
    const file = media ? { file: { mimetype: mimetype!, filename: filename!, data: data! } } : {}
    const message = this.message(id, chat, { fromMe: true, body: text })
    this.sent.push({ id: message.id._serialized, chat, text: text || String(options.caption ?? ''), ...file })
    if (failure === 'sends_then_throws') throw new Error('Protocol error: Target closed')
    if (failure === 'hangs') return new Promise(() => {})
    // The page announces our own messages like all others.
    setImmediate(() => this.add(message))
    return message
  }
}

import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import wweb from 'whatsapp-web.js'
import { bridge } from './bridge.ts'
import type { WebCommands, WebContent, WebEvent } from './port.ts'

/** What the thread is started with. */
export interface WorkerSettings {
  folder: string
  clientId: string
  browser?: string
  /** More arguments for the browser. */
  args?: string[]
}

export type Command = { id: number } & (
  | { do: 'send'; chat: string; content: WebContent }
  | { do: 'typing' | 'identify'; chat: string }
  | { do: 'close' }
)

export type FromWorker = { event: WebEvent } | { id: number; value?: unknown } | { id: number; error: string }

const port = parentPort!
const { folder, clientId, browser, args = [] } = workerData as WorkerSettings
const say = (words: FromWorker) => port.postMessage(words)
const NO_BROWSER = 'no browser: set WHATSAPP_WEB_BROWSER to the path of a Chromium'
const ended = (error: unknown) => say({ event: { type: 'ended', reason: firstLine(error) } })

// Chromium refuses its sandbox to root, which is who runs in most containers.
const rootless = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const client = new wweb.Client({
  authStrategy: new wweb.LocalAuth({ clientId, dataPath: folder }),
  webVersionCache: { type: 'local', path: join(folder, 'versions') },
  puppeteer: {
    headless: true,
    args: [...rootless, ...args],
    ...(browser === undefined ? {} : { executablePath: browser }),
  },
})
const commands = bridge(
  client,
  ({ contentType, data, name }) => new wweb.MessageMedia(contentType, data, name),
  (event) => say({ event }),
)
port.on('message', (command: Command) => {
  answer(commands, command)
    .then((value) => say({ id: command.id, value }))
    .catch((error: unknown) => say({ id: command.id, error: firstLine(error) }))
})
client
  .initialize()
  .catch((error: unknown) => ended(/Could not find Chrome/.test(String(error)) ? NO_BROWSER : error))

async function answer(to: WebCommands, command: Command): Promise<unknown> {
  if (command.do === 'send') return to.send(command.chat, command.content)
  if (command.do === 'close') return to.close()
  return to[command.do](command.chat)
}

function firstLine(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.split('\n')[0]!.slice(0, 300)
}

import type { Channel } from '../../contract/channel.ts'
import type { Config } from '../../config.ts'
import type { Database } from '../../contract/database.ts'
import type { PublicFiles } from '../../contract/files.ts'
import type { Log } from '../../contract/log.ts'
import type { Signals } from '../../contract/signals.ts'
import type { TellTrouble } from '../../contract/trouble.ts'
import type { Upgrade } from '../../server.ts'
import type { Knowledge } from '../knowledge.ts'
import { openEmail } from './email.ts'
import { openWhatsApp } from './whatsapp.ts'
import { openInstagram } from './instagram.ts'
import { openVoiceChannel } from './voice.ts'

/** What a channel is opened with. */
export interface ChannelParts {
  config: Config
  db: Database
  /** The key for secrets at rest, and the guard of outgoing requests. */
  knowledge: Pick<Knowledge, 'masterKey' | 'outgoing'>
  files: PublicFiles
  /** Only a server needs them. */
  signals?: Signals
  trouble?: TellTrouble
  log: Log
}

/** A channel that may also take upgrades to WebSockets. */
export type OpenChannel = Channel & { upgrade?: Upgrade }

/** Opens a channel that its settings turn on; undefined when they do not. Its SDK is imported only then. */
export type ChannelOpener = (parts: ChannelParts) => Promise<OpenChannel | undefined>

const openers: readonly ChannelOpener[] = [openEmail, openWhatsApp, openInstagram, openVoiceChannel]

/** Every channel beside web chat that the settings turn on. */
export async function openChannels(parts: ChannelParts): Promise<OpenChannel[]> {
  const opened = await Promise.all(openers.map((open) => open(parts)))
  return opened.filter((channel) => channel !== undefined)
}

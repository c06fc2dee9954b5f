import type { Config } from '../../config.ts'
import type { Database } from '../../contract/database.ts'
import type { Log } from '../../contract/log.ts'
import type { Signals } from '../../contract/signals.ts'
import { deriveKey } from '../../secrets.ts'
import { createWebChannel, type WebChannel, type WebSettings } from '../../../channels/web/index.ts'
import type { Knowledge } from '../knowledge.ts'

interface ChannelParts {
  config: Config
  db: Database
  knowledge: Pick<Knowledge, 'masterKey' | 'outgoing'>
  log: Log
  /** Only a server, which serves sockets, needs them. */
  signals?: Signals
}

/** Web chat on this server's settings. It takes nothing in before it is started. */
export function openWebChannel({ config, db, knowledge, log, signals }: ChannelParts): WebChannel {
  return createWebChannel({
    db,
    settings: webSettings(config, knowledge),
    clock: () => new Date(),
    log,
    ...(signals === undefined ? {} : { signals }),
  })
}

function webSettings(config: Config, knowledge: ChannelParts['knowledge']): WebSettings {
  return {
    tokenKey: deriveKey(knowledge.masterKey, 'web tokens'),
    origins: config.WEBCHAT_ORIGINS,
    ...(config.DIRECTLINE_SECRET === undefined ? {} : { directLineSecret: config.DIRECTLINE_SECRET }),
    ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
    ...(config.BOT_APP_ID === undefined && !config.BOT_LOOPBACK
      ? {}
      : {
          bot: {
            loopback: config.BOT_LOOPBACK,
            ...(config.BOT_APP_ID === undefined ? {} : { appId: config.BOT_APP_ID }),
            ...(config.BOT_APP_PASSWORD === undefined ? {} : { appPassword: config.BOT_APP_PASSWORD }),
            ...(config.BOT_TENANT_ID === undefined ? {} : { tenantId: config.BOT_TENANT_ID }),
            outgoing: knowledge.outgoing,
          },
        }),
  }
}

import type { Config } from '../../config.ts'
import { TributaryError } from '../../contract/errors.ts'
import { secretBox } from '../../secrets.ts'
import { createInstagramChannel, type InstagramSettings } from '../../../channels/instagram/index.ts'
import type { ChannelOpener } from './index.ts'

/** Hosts where tokens end after 60 days; a page's token on Facebook's host does not. */
const PAGE_HOST = 'graph.facebook.com'

/** Instagram, when its account is set. @throws config.invalid when other settings that it needs are missing */
export const openInstagram: ChannelOpener = async ({ config, db, knowledge, files, log }) => {
  const settings = instagramSettings(config)
  if (!settings) return undefined
  return createInstagramChannel({
    db,
    settings,
    box: secretBox(knowledge.masterKey),
    outgoing: knowledge.outgoing,
    files,
    clock: () => new Date(),
    log,
  })
}

function instagramSettings(config: Config): InstagramSettings | undefined {
  const { INSTAGRAM_TOKEN, INSTAGRAM_ACCOUNT_ID, META_VERIFY_TOKEN, INSTAGRAM_URL } = config
  const META_APP_SECRET = config.INSTAGRAM_APP_SECRET ?? config.META_APP_SECRET
  if (INSTAGRAM_ACCOUNT_ID === undefined && INSTAGRAM_TOKEN === undefined) return undefined
  const needed = { INSTAGRAM_ACCOUNT_ID, INSTAGRAM_TOKEN, META_APP_SECRET, META_VERIFY_TOKEN }
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length > 0)
    throw new TributaryError('config.invalid', `Instagram also needs ${missing.join(', ')}.`)
  return {
    account: INSTAGRAM_ACCOUNT_ID!,
    token: INSTAGRAM_TOKEN!,
    appSecret: META_APP_SECRET!,
    verifyToken: META_VERIFY_TOKEN!,
    url: INSTAGRAM_URL,
    version: config.META_GRAPH_VERSION,
    renews: new URL(INSTAGRAM_URL).hostname !== PAGE_HOST,
  }
}

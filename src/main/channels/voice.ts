import { TributaryError } from '../../contract/errors.ts'
import { parseHours } from '../../engine/desk/hours.ts'
import type { ChannelOpener } from './index.ts'

/** The telephone, when a number at Twilio is set. */
export const openVoiceChannel: ChannelOpener = async ({ config, db, knowledge, signals, log }) => {
  const { VOICE_NUMBER: number, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = config
  if (number === undefined) return undefined
  if (accountSid === undefined || authToken === undefined)
    throw new TributaryError(
      'config.invalid',
      'VOICE_NUMBER needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN beside it.',
    )
  const hours = config.DESK_HOURS === undefined ? undefined : parseHours(config.DESK_HOURS, config.TIMEZONE)
  const { createVoiceChannel } = await import('../../../channels/voice/index.ts')
  return createVoiceChannel({
    db,
    settings: {
      accountSid,
      authToken,
      number,
      mode: config.VOICE_MODE,
      language: config.VOICE_LANGUAGE,
      apiUrl: config.TWILIO_API_URL,
      shopName: config.SHOP_NAME,
      ...(config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL }),
      ...(config.VOICE_TRANSFER_TO === undefined ? {} : { transferTo: config.VOICE_TRANSFER_TO }),
      ...(hours === undefined ? {} : { staffed: (at: Date) => hours.isOpen(at) }),
      ...(config.VOICE_TRANSFER_QUEUE === undefined ? {} : { transferQueue: config.VOICE_TRANSFER_QUEUE }),
    },
    clock: () => new Date(),
    log,
    ...(signals === undefined ? {} : { signals }),
    outgoing: knowledge.outgoing,
  })
}

import type { Receipt } from '../../../src/contract/channel.ts'
import type { PublicFiles } from '../../../src/contract/files.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { OutgoingFile, Template } from '../../../src/contract/message.ts'
import { TWILIO_FILE_BYTES, TWILIO_TEXT, WINDOW_HOURS } from '../limits.ts'
import { TWILIO, type Wire } from '../render.ts'
import type { TransportParts, TwilioSettings } from '../settings.ts'
import type { Target, Transport } from '../transport.ts'
import { createTwilioApi } from './api.ts'
import { twilioAccount } from './parse.ts'

export interface TwilioParts extends TransportParts {
  log: Log
  files: PublicFiles
  /** Where Twilio reaches the channel and reports to it: `https://…/channels/whatsapp`. */
  ownUrl?: string
}

type Form = Record<string, string>

/** A WhatsApp number at Twilio. */
export function createTwilio(settings: TwilioSettings, parts: TwilioParts): Transport {
  const api = createTwilioApi(settings, parts)
  const account = twilioAccount(settings.from)
  const { ownUrl, log } = parts

  /** What is said, as fields of the form; or why it cannot be. */
  async function fieldsOf(target: Target, wire: Wire): Promise<Form | Receipt> {
    if (wire.type === 'template') return templateFields(wire.template)
    if (wire.type !== 'file') return { Body: wire.text }
    const wrong = refuseFile(wire.file)
    if (wrong !== undefined) return refuse(wrong)
    const url = await parts.files.publish({ channel: 'whatsapp', account, thread: target.thread }, wire.file)
    if (url === undefined) return refuse('Twilio fetches files from this server, whose PUBLIC_URL is not set')
    return { MediaUrl: url, ...(wire.caption === undefined ? {} : { Body: wire.caption }) }
  }

  return {
    account,
    dialect: TWILIO,
    limits: {
      textLength: TWILIO_TEXT,
      textUnit: 'characters',
      choices: 0,
      replyWindowHours: WINDOW_HOURS,
      templates: true,
    },
    async sendOne(target, wire) {
      const { number, scoped } = target.person
      const to = number === undefined ? scoped : `+${number}`
      if (to === undefined) return refuse('WhatsApp gave this number to somebody else')
      const said = await fieldsOf(target, wire)
      if (isReceipt(said)) return said
      const { receipt, operators } = await api.send({
        To: `whatsapp:${to}`,
        From: `whatsapp:+${settings.from.replace(/^\+/, '')}`,
        ...said,
        ...(ownUrl === undefined ? {} : { StatusCallback: `${ownUrl}/twilio/status` }),
      })
      if (operators && receipt.outcome === 'refused')
        log.error({ account, reason: receipt.reason }, 'Twilio does not take our messages')
      return receipt
    },
    fetchMedia: (url) => api.download(url),
    async typing(_who, replyTo) {
      if (replyTo === undefined || !/^(SM|MM)[0-9a-f]{32}$/i.test(replyTo)) return
      const receipt = await api.typing(replyTo)
      if (receipt.outcome !== 'sent') log.debug({ account, ...receipt }, 'read mark not shown')
    },
  }
}

function isReceipt(value: Form | Receipt): value is Receipt {
  return 'outcome' in value
}

/** A template goes by its id at Twilio, which stands in the place of the name; its variables are counted from 1. */
function templateFields({ name, parameters }: Template): Form {
  const variables = Object.fromEntries(parameters.map((text, index) => [String(index + 1), text]))
  return {
    ContentSid: name,
    ...(parameters.length === 0 ? {} : { ContentVariables: JSON.stringify(variables) }),
  }
}

function refuse(reason: string): Receipt {
  return { outcome: 'refused', reason, permanent: true }
}

function refuseFile({ data }: OutgoingFile): string | undefined {
  const bytes = Buffer.byteLength(data, 'base64')
  return bytes === 0 || bytes > TWILIO_FILE_BYTES ? `the file is ${bytes} bytes long` : undefined
}

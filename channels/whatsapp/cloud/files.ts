import type { OutgoingFile } from '../../../src/contract/message.ts'
import type { Receipt } from '../../../src/contract/channel.ts'
import { FILE_BYTES } from '../limits.ts'
import { fields, words } from '../shapes.ts'
import type { CloudApi } from './api.ts'
import type { MediaType, Uploaded } from './wire.ts'

/** What WhatsApp shows as more than a document. */
const SHOWN: Readonly<Record<string, MediaType>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
  'audio/mp4': 'audio',
  'audio/mpeg': 'audio',
  'audio/ogg': 'audio',
}

/** As what a file is sent: a picture that is too large for one goes as a document. */
export function mediaTypeOf(contentType: string, bytes: number): MediaType {
  const type = SHOWN[contentType.split(';')[0]!.trim().toLowerCase()] ?? 'document'
  return bytes > FILE_BYTES[type] ? 'document' : type
}

/**
 * Uploads a file, so that it can be sent by its id. Nothing reaches the shopper by this, so a failure is a refusal, and may be tried
 * again where the provider, not the file, was the cause.
 */
export async function upload(
  api: CloudApi,
  file: OutgoingFile,
  caption: string | undefined,
): Promise<Uploaded | (Receipt & { outcome: 'refused' })> {
  const bytes = Buffer.from(file.data, 'base64')
  if (bytes.length === 0 || bytes.length > FILE_BYTES.document)
    return { outcome: 'refused', reason: `the file is ${bytes.length} bytes long`, permanent: true }
  const as = mediaTypeOf(file.contentType, bytes.length)
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', file.contentType)
  form.set('file', new Blob([new Uint8Array(bytes)], { type: file.contentType }), file.name)
  const called = await api.media(form)
  if (!called.ok) {
    const { receipt } = called
    if (receipt.outcome === 'refused') return { ...receipt, reason: `upload: ${receipt.reason}` }
    return {
      outcome: 'refused',
      reason: `upload: ${'reason' in receipt ? receipt.reason : ''}`,
      permanent: false,
    }
  }
  const id = words(fields(called.body)?.id)
  if (id === undefined)
    return { outcome: 'refused', reason: 'upload: the answer named no file', permanent: false }
  return { type: 'uploaded', as, id, name: file.name, ...(caption === undefined ? {} : { caption }) }
}

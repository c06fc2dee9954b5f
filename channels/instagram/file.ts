import type { OutgoingFile } from '../../src/contract/message.ts'

const MIB = 2 ** 20

/** What Instagram calls a kind of file, and how long one may be, in bytes. */
interface Kind {
  type: 'image' | 'audio' | 'video' | 'file'
  bytes: number
}

const IMAGE: Kind = { type: 'image', bytes: 8 * MIB }
const AUDIO: Kind = { type: 'audio', bytes: 25 * MIB }
const VIDEO: Kind = { type: 'video', bytes: 25 * MIB }
const FILE: Kind = { type: 'file', bytes: 25 * MIB }

/** What Instagram shows; nothing else can be sent. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
const KINDS = new Map<string, Kind>([
  ['image/png', IMAGE],
  ['image/jpeg', IMAGE],
  ['image/gif', IMAGE],
  ['audio/aac', AUDIO],
  ['audio/mp4', AUDIO],
  ['audio/x-m4a', AUDIO],
  ['audio/wav', AUDIO],
  ['audio/x-wav', AUDIO],
  ['video/mp4', VIDEO],
  ['video/ogg', VIDEO],
  ['video/x-msvideo', VIDEO],
  ['video/quicktime', VIDEO],
  ['video/webm', VIDEO],
  ['application/pdf', FILE],
])

/** How a file goes to Instagram; or, as a text, why it cannot. */
export function kindOfFile({ name, contentType, data }: OutgoingFile): Kind['type'] | { refused: string } {
  const kind = KINDS.get(contentType.split(';')[0]!.trim().toLowerCase())
  if (!kind)
    return {
      refused: `Instagram shows no file like ${name} (${contentType}): pictures, films, sound and PDF`,
    }
  const bytes = Buffer.byteLength(data, 'base64')
  if (bytes === 0) return { refused: `${name} is empty` }
  if (bytes > kind.bytes)
    return { refused: `${name} is longer than the ${kind.bytes / MIB} MiB that Instagram takes` }
  return kind.type
}

import type { Attachment } from '../../src/contract/message.ts'
import { recordOf, recordsOf, textOf, type Json } from './json.ts'

/** Instagram tells a kind, never a media type. A shared post, reel or product is a link to look at. */
const CONTENT_TYPES: Record<string, string> = {
  image: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
  ig_reel: 'video/*',
  reel: 'video/*',
  story_mention: 'image/*',
  ig_story: 'image/*',
  animated_image: 'image/gif',
  share: 'text/uri-list',
  ig_post: 'text/uri-list',
  fallback: 'text/uri-list',
  template: 'text/uri-list',
  location: 'application/geo+json',
}
const UNKNOWN = 'application/octet-stream'

const BY_ENDING: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
}

/** What hangs on a message; `name` tells what it is where it has no title. */
export function attachmentsOf(message: Json): Attachment[] {
  const attachments = recordsOf(message.attachments).map(attachmentOf)
  // What the API does not pass on (stickers, view-once pictures, polls) is still something that the shopper sent.
  if (attachments.length === 0 && message.is_unsupported === true)
    return [{ contentType: UNKNOWN, name: 'unsupported' }]
  return attachments
}

/** The story that a message answers. */
export function storyOf(story: Json): Attachment {
  const url = textOf(story.url)
  return { contentType: CONTENT_TYPES.ig_story!, name: 'story', ...(url ? { url } : {}) }
}

/** Instagram's heart: a message of its own, but no more than a reaction. */
export function isHeart(message: Json): boolean {
  const attachments = recordsOf(message.attachments)
  return attachments.length > 0 && attachments.every(({ type }) => type === 'like_heart')
}

function attachmentOf(raw: Json): Attachment {
  const type = textOf(raw.type) ?? 'unknown'
  const payload = recordOf(raw.payload)
  const url = textOf(payload.url)
  const fitting = (Object.hasOwn(CONTENT_TYPES, type) ? CONTENT_TYPES[type] : undefined) ?? UNKNOWN
  // An ending may only say more closely what the type said already.
  const ending = endingOf(url)
  const closer = Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined
  const contentType =
    closer && (fitting === UNKNOWN || closer.split('/')[0] === fitting.split('/')[0]) ? closer : fitting
  return { contentType, name: textOf(payload.title) ?? type, ...(url ? { url } : {}) }
}

function endingOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return ''
  return /\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''
}

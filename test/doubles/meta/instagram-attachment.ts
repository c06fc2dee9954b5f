type Json = Record<string, unknown>

const MIB = 2 ** 20
/** What Instagram fetches for each kind: media types, and the longest in bytes. */
const FILES: Record<string, { types: RegExp; bytes: number }> = {
  image: { types: /^image\/(png|jpeg|gif)$/, bytes: 8 * MIB },
  audio: { types: /^audio\/(aac|mp4|x-m4a|wav|x-wav)$/, bytes: 25 * MIB },
  video: { types: /^video\/(mp4|ogg|x-msvideo|quicktime|webm)$/, bytes: 25 * MIB },
  file: { types: /^application\/pdf$/, bytes: 25 * MIB },
}
const ELEMENTS = 10
const CARD_TEXT = 80
const BUTTON_TITLE = 20

/** A file as Instagram fetched it. */
export interface FetchedFile {
  type: string
  contentType: string
  bytes: Buffer
}

export type Attached = { file: FetchedFile } | { cards: Json[] } | { refused: string }

/** What Instagram makes of an attachment: it fetches a file from its address, and takes a carousel only within its limits. */
export async function attach(attachment: unknown): Promise<Attached> {
  if (!isRecord(attachment) || !isRecord(attachment.payload)) return { refused: 'The attachment is not one.' }
  const { type, payload } = attachment
  if (type === 'template') return carousel(payload)
  const kind = Object.hasOwn(FILES, String(type)) ? FILES[String(type)] : undefined
  if (!kind) return { refused: 'Unknown attachment type.' }
  if (typeof payload.url !== 'string' || !URL.canParse(payload.url)) return { refused: 'The url is not one.' }
  const response = await fetch(payload.url)
  const bytes = Buffer.from(await response.arrayBuffer())
  const contentType = response.headers.get('content-type') ?? ''
  if (!response.ok) return { refused: 'Upload attachment failure: the file could not be fetched.' }
  if (!kind.types.test(contentType) || bytes.length > kind.bytes)
    return { refused: 'Upload attachment failure: unsupported file.' }
  return { file: { type: String(type), contentType, bytes } }
}

function carousel({ template_type: type, elements }: Json): Attached {
  if (type !== 'generic') return { refused: 'Unknown template_type.' }
  if (!Array.isArray(elements) || elements.length === 0 || elements.length > ELEMENTS)
    return { refused: `One to ${ELEMENTS} elements.` }
  const cards = elements as unknown[]
  return cards.every(isCard) ? { cards } : { refused: 'An element is not one.' }
}

function isCard(card: unknown): card is Json {
  if (!isRecord(card)) return false
  const { title, subtitle, image_url: image, default_action: action, buttons = [], ...other } = card
  if (Object.keys(other).length > 0 || !isText(title, CARD_TEXT)) return false
  if (subtitle !== undefined && !isText(subtitle, CARD_TEXT)) return false
  if (image !== undefined && !isUrl(image)) return false
  if (action !== undefined && !(isRecord(action) && action.type === 'web_url' && isUrl(action.url)))
    return false
  return (
    Array.isArray(buttons) &&
    buttons.length <= 3 &&
    buttons.every(
      (button) =>
        isRecord(button) &&
        button.type === 'web_url' &&
        isUrl(button.url) &&
        isText(button.title, BUTTON_TITLE),
    )
  )
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && [...value].length <= longest
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:/.test(value)
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

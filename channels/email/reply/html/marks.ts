/**
 * What an element means to us: `quote` is quoted throughout, `attribution` stands above a quote, `container` holds an attribution and then
 * quotes and perhaps inline answers, `below` begins the thread that goes on to the end, `signature` is one, `hidden` is not shown.
 */
export type Meaning = 'quote' | 'attribution' | 'container' | 'below' | 'signature' | 'hidden'

type Attributes = ReadonlyMap<string, string>

/** Class names, as the clients write them; Outlook.com and Hotmail put "x_" and "ecx" before those of others. */
const CLASSES: ReadonlyMap<string, Meaning> = new Map([
  ['gmail_attr', 'attribution'],
  ['moz-cite-prefix', 'attribution'],
  ['gmail_quote', 'container'],
  ['gmail_quote_container', 'container'],
  ['protonmail_quote', 'container'],
  ['tutanota_quote', 'quote'],
  ['zmail_extra', 'container'],
  ['mail-quote', 'container'],
  ['yahoo_quoted', 'below'],
  ['ms-outlook-mobile-reference-message', 'below'],
  ['front-blockquote', 'quote'],
  ['mb-reply-quote', 'quote'],
  ['gmail_signature', 'signature'],
  ['gmail_signature_prefix', 'signature'],
  ['moz-signature', 'signature'],
  ['protonmail_signature_block', 'signature'],
  ['yahoo-signature', 'signature'],
  ['bloop_sign', 'signature'],
  ['zmail_signature', 'signature'],
  ['front-signature', 'signature'],
] as const)

/** Ids and names of elements. */
const IDS: ReadonlyMap<string, Meaning> = new Map([
  ['divrplyfwdmsg', 'below'],
  ['appendonsend', 'below'],
  ['olk_src_body_section', 'below'],
  ['mac_outlook_signature', 'signature'],
  ['mail-editor-reference-message-container', 'below'],
  ['stopspelling', 'below'],
  ['zwchr', 'below'],
  ['isreplycontent', 'below'],
  ['isforwardcontent', 'below'],
  ['ntes-quote', 'below'],
  ['reply-intro', 'attribution'],
  ['messagereplysection', 'below'],
  ['messagesignaturesection', 'signature'],
  ['signature', 'signature'],
  ['ms-outlook-mobile-signature', 'signature'],
  ['ymail_android_signature', 'signature'],
  ['ymail_ios_signature', 'signature'],
  ['edo-signature', 'signature'],
  ['tutanota-signature', 'signature'],
] as const)

const MARKERS: ReadonlyMap<string, Meaning> = new Map([
  ['__divider__', 'below'],
  ['__headers__', 'below'],
  ['__quoted_text__', 'quote'],
  ['__sig_post__', 'signature'],
] as const)

/** What an element means, or undefined when it is an ordinary one. */
export function meaning(name: string, attributes: Attributes): Meaning | undefined {
  if (isHidden(attributes)) return 'hidden'
  const classes = (attributes.get('class') ?? '').toLowerCase().split(/\s+/).map(bare)
  if (name === 'blockquote') return isQuote(classes, attributes) ? 'quote' : undefined
  for (const word of classes) {
    const found = CLASSES.get(word) ?? (word.endsWith('yahoo_quoted') ? 'below' : undefined)
    if (found !== undefined) return found
  }
  for (const key of ['id', 'name', 'data-smartmail']) {
    const value = bare((attributes.get(key) ?? '').toLowerCase())
    const found = IDS.get(value) ?? (key === 'data-smartmail' ? CLASSES.get(value) : undefined)
    if (found !== undefined) return found
  }
  if (attributes.get('name') === 'quote') return 'quote'
  const marker = MARKERS.get((attributes.get('data-marker') ?? '').toLowerCase())
  if (marker !== undefined) return marker
  if (attributes.get('data-signatureblock') === 'true') return 'signature'
  return byStyle(name, attributes)
}

function bare(word: string): string {
  return word.replace(/^(?:x_|ecx)+/, '')
}

/** Gmail indents a paragraph with a blockquote without border: that is the person's own. */
function isQuote(classes: readonly string[], attributes: Attributes): boolean {
  if (attributes.get('type')?.toLowerCase() === 'cite' || attributes.has('cite')) return true
  if (classes.some((word) => word.includes('quote'))) return true
  const style = styleOf(attributes)
  return style === '' || bordered(style)
}

/** Borders by which clients show a quote (left) or the beginning of the thread (above Outlook's header). */
function byStyle(name: string, attributes: Attributes): Meaning | undefined {
  if (name !== 'div') return undefined
  const style = styleOf(attributes)
  if (style === '') return undefined
  if (bordered(style) && /(?:padding|margin)/.test(style)) return 'quote'
  const outlook = style.includes('border:none') && /border-top:solid#[0-9a-f]{6}1\.0pt/.test(style)
  const windowsMail =
    /border-top-color:rgb\(229,229,229\)/.test(style) && style.includes('border-top-style:solid')
  return outlook || windowsMail ? 'below' : undefined
}

function bordered(style: string): boolean {
  return (
    /border-left(?:-width|-style)?:(?!none|0|medium)[^;]*(?:solid|\dpx|\dpt)/.test(style) &&
    !/border-left(?:-style)?:none/.test(style)
  )
}

function isHidden(attributes: Attributes): boolean {
  const style = styleOf(attributes)
  return /(?:^|;)(?:display:none|mso-hide:all)/.test(style)
}

function styleOf(attributes: Attributes): string {
  return (attributes.get('style') ?? '').toLowerCase().replace(/\s+/g, '')
}

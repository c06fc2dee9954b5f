import { Element, Text, closest, remove, replace } from '../tree.ts'
import { absolute, lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Images: a link to each stays, but what it shows is not carried over, and that is told. */
export const image: Rule = {
  name: 'image',
  on: { tags: ['IMG'] },
  read(element, page) {
    const { src = '', alt = '' } = element.attributes
    const macro = unknownMacro(src)
    if (macro !== undefined) {
      lose(page, 'macro', macro || 'unknown')
      return remove(element)
    }
    if (isDecoration(element, src)) {
      if (alt && element.hasClass('emoticon')) return replace(element, new Text(alt))
      return remove(element)
    }
    const address = absolute(page, element.attributes['data-image-src'] ?? src)
    const name =
      element.attributes['data-linked-resource-default-alias'] ?? (alt || fileName(address) || 'image')
    lose(page, 'image', name)
    if (!address) return replace(element, new Text(alt))
    element.attributes = { src: address, alt: alt || name }
    element.kind = 'image'
  },
}

/** The name in the address of the picture that stands for a macro nobody can draw. */
function unknownMacro(src: string): string | undefined {
  if (!/placeholder\/(?:unknown|error)-(?:macro|attachment)|placeholder\?.*definition=/.test(src))
    return undefined
  const name = /[?&](?:name|macro)=([^&]+)/.exec(src)?.[1] ?? /definition=([^&]+)/.exec(src)?.[1] ?? ''
  try {
    const decoded = decodeURIComponent(name)
    return /^\{([\w-]+)/.exec(decoded)?.[1] ?? (decoded.length < 60 ? decoded : '')
  } catch {
    return name
  }
}

/** Icons and avatars. */
function isDecoration(element: Element, src: string): boolean {
  if (/\/universal_avatar\/|\/images\/icons\/|(?:^|\/)images\/icons\//.test(src)) return true
  return closest(element, (at) => at.hasClass('icon') || at.hasClass('userLogo')) !== null
}

function fileName(address: string): string {
  const last = address.split(/[?#]/)[0]?.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

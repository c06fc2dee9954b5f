import { messageIds } from '../mail/clean.ts'

/** Blocks of `Name: value` lines, as delivery reports and headers are made of: one map a block, names in lower case. */
export function blocks(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((block) => {
      const fields = new Map<string, string>()
      for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
        const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(line) ?? []
        if (name && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), (value ?? '').trim())
      }
      return fields
    })
    .filter((fields) => fields.size > 0)
}

/** Message-IDs that the text names as such in quoted headers, in order, each once. */
export function idsIn(text: string): string[] {
  const lines = text.matchAll(
    /^[>\s|*]*(?:x-)?(?:original-)?message[- ]?id\s*[:=]\s*(.{0,600}(?:\n[ \t]+<.*)?)/gim,
  )
  return [...new Set([...lines].flatMap(([, value]) => messageIds(value)))]
}

/** An enhanced status code of RFC 3463, or a reply code of RFC 5321, as the text has it. */
export function codeIn(text: string): string | undefined {
  const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1]
  return enhanced ?? /(?<![\d.])([45][0-5]\d)(?=[ -](?!\d))/.exec(text)?.[1]
}

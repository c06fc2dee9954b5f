import { Tokenizer } from 'htmlparser2'

/** What a reader of HTML is told, in the order of the document. Names are lower case. */
export type Reader = {
  open(name: string, attributes: ReadonlyMap<string, string>): void
  close(name: string): void
  text(text: string): void
}

/** A style or a class of more characters says nothing about quotes. */
const LONGEST_VALUE = 2_000

/**
 * Reads HTML tag by tag, in linear time and without building a tree: neither unclosed nor deeply nested elements cost more than
 * their characters.
 */
export function readHtml(html: string, reader: Reader): void {
  let name = ''
  let attribute = ''
  let value: string[] = []
  let attributes = new Map<string, string>()
  const cut = (start: number, end: number): string => html.slice(start, end)
  const opened = (): void => {
    reader.open(name, attributes)
  }
  const ignore = (): void => undefined
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        name = cut(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        attribute = cut(start, end).toLowerCase()
        value = []
      },
      onattribdata(start, end) {
        value.push(cut(start, Math.min(end, start + LONGEST_VALUE)))
      },
      onattribentity(codepoint) {
        value.push(String.fromCodePoint(codepoint))
      },
      onattribend() {
        if (!attributes.has(attribute)) attributes.set(attribute, value.join(''))
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag(start, end) {
        reader.close(cut(start, end).toLowerCase())
      },
      ontext(start, end) {
        reader.text(cut(start, end))
      },
      ontextentity(codepoint) {
        reader.text(String.fromCodePoint(codepoint))
      },
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
}

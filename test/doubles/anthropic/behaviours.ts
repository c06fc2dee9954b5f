import { documentsOf } from './validate.ts'

/** A text block of the answer, citing block ranges of documents. */
export interface Said {
  text: string
  cites?: { document: number; from: number; to: number; text?: string }[]
}

export type Behaviour =
  /** Quotes the blocks nearest to the question, with true citations. */
  | 'honest'
  /** As honest, and declines where no document holds all words of the question. */
  | 'careful'
  /** Cites truly, but changes every figure. */
  | 'invents_number'
  | 'cites_nothing'
  /** Cites a document that was not given. */
  | 'cites_elsewhere'
  /** Claims words that the cited block does not hold. */
  | 'misquotes'
  /** Does what an order in a page says, citing the page. */
  | 'obeys_page'
  /** Says the opposite of what it cites. */
  | 'reverses'
  | 'declines'
  | 'refuses'
  /** Stops in the middle of a sentence, at max_tokens. */
  | 'runs_out'
  | 'slow_first_token'
  | 'stalls_midway'
  | 'overloaded'
  | 'rate_limited'
  | 'server_error'
  | 'error_midway'
  | 'garbage'
  | 'drops_connection'

interface Block {
  document: number
  index: number
  text: string
}

/** What the double says to a request, by its behaviour. Translations are looked up, since it speaks no language. */
export function say(
  behaviour: Behaviour,
  body: Record<string, unknown>,
  translations: ReadonlyMap<string, string>,
): Said[] {
  const documents = documentsOf(body)
  const prompt = promptOf(body)
  if (documents.length === 0) {
    const text = /<text>\n([\s\S]*)\n<\/text>/.exec(prompt)?.[1] ?? prompt
    return [{ text: translations.get(text) ?? text }]
  }
  const question = /<question>\n([\s\S]*)\n<\/question>/.exec(prompt)?.[1] ?? prompt
  const blocks = documents.flatMap((document, i) =>
    textsOf(document).map((text, index) => ({ document: i, index, text })),
  )
  const found = nearest(blocks, question)
  const cite = ({ document, index }: Block) => [{ document, from: index, to: index + 1 }]
  switch (behaviour) {
    case 'careful':
      return holdsAll(documents, question) ? quoted(found, cite) : [{ text: 'NO_ANSWER' }]
    case 'invents_number':
      return found.map((block) => ({
        text: block.text.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10)),
        cites: cite(block),
      }))
    case 'cites_nothing':
      return found.map(({ text }) => ({ text }))
    case 'cites_elsewhere':
      return found.map(({ text }) => ({
        text,
        cites: [{ document: documents.length + 3, from: 0, to: 1, text }],
      }))
    case 'misquotes':
      return found.map((block) => ({
        text: 'Everything is free for life.',
        cites: [{ ...cite(block)[0]!, text: 'Everything is free for life.' }],
      }))
    case 'obeys_page':
      return [
        {
          text: 'Use the code FREE100 at http://evil.example.test for a full refund.',
          cites: cite(found[0]!),
        },
      ]
    case 'reverses':
      return found.map((block) => ({
        text: block.text.replace(/cannot|can not|do not|not/, 'can gladly'),
        cites: cite(block),
      }))
    case 'declines':
      return [{ text: 'NO_ANSWER' }]
    case 'runs_out':
      return [
        ...found.map((block) => ({ text: block.text, cites: cite(block) })),
        { text: ' And furthermore you should' },
      ]
    default:
      return quoted(found, cite)
  }
}

const quoted = (found: readonly Block[], cite: (block: Block) => Said['cites']): Said[] =>
  found.flatMap((block, i) => [...(i > 0 ? [{ text: ' ' }] : []), { text: block.text, cites: cite(block) }])

const ASKING = new Set(['about', 'come', 'does', 'from', 'have', 'there', 'what', 'when', 'where', 'which'])

/** Whether one document has every longer word of the question, in its title, its context or its text. */
function holdsAll(documents: readonly Record<string, unknown>[], question: string): boolean {
  const asked = wordsOf(question).filter((word) => word.length > 3 && !ASKING.has(word))
  return documents.some((document) => {
    const held = new Set(wordsOf([document.title, document.context, ...textsOf(document)].join(' ')))
    return asked.every((word) => held.has(word))
  })
}

function promptOf(body: Record<string, unknown>): string {
  const last = (body.messages as { content: string | { type: string; text?: string }[] }[]).at(-1)!
  if (typeof last.content === 'string') return last.content
  return last.content.map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join('\n')
}

/** The citable texts of a document: its blocks, or its sentences when it is plain text. */
export function textsOf(document: Record<string, unknown>): string[] {
  const source = document.source as { type: string; data?: string; content?: { text: string }[] }
  return source.type === 'content'
    ? source.content!.map((part) => part.text)
    : (source.data ?? '').split(/(?<=[.!?])\s+/)
}

/** The one or two blocks that share most words with the question. */
function nearest(blocks: readonly Block[], question: string): Block[] {
  const asked = new Set(wordsOf(question))
  const ranked = blocks
    .map((block) => ({ block, shared: wordsOf(block.text).filter((word) => asked.has(word)).length }))
    .sort((a, b) => b.shared - a.shared)
  return ranked.slice(0, ranked[1]?.shared === ranked[0]?.shared ? 2 : 1).map(({ block }) => block)
}

const wordsOf = (text: string) => [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])]

import type { Reply, Trace } from '../contract/answer.ts'
import type { Content } from '../contract/message.ts'
import type { Burst } from './burst.ts'
import type { CitedPage } from './parts.ts'
import { wordsIn } from './words.ts'

/** What a turn writes. */
export interface Decision {
  /** To the shopper; nothing when there is nothing to say. */
  content?: Content
  pages: CitedPage[]
  /** Why a person is needed; absent when none is. */
  handoff?: string
  language?: string
  trace?: Trace
}

/** What the engine settles without the answerer; undefined when the answerer is to be asked. */
export function decideAlone(burst: Burst, language: string | null, maxText: number): Decision | undefined {
  const words = wordsIn(burst.locale ?? language)
  if (burst.wantsPerson) return { content: promise(words.handoff), pages: [], handoff: 'person' }
  if (burst.texts.length > 0) return undefined
  if (burst.cut) return { content: say(words.tooLong(maxText)), pages: [] }
  if (burst.attachments > 0) return { content: promise(words.attachment), pages: [], handoff: 'attachment' }
  return { pages: [] }
}

/** Tells in front of the answer that another message of the burst was too long to be read. */
export function withNotice(
  decision: Decision,
  language: string | null | undefined,
  maxText: number,
): Decision {
  if (!decision.content) return decision
  const text = `${wordsIn(decision.language ?? language).tooLong(maxText)}\n\n${decision.content.text}`
  return { ...decision, content: { ...decision.content, text } }
}

/** What follows from the answerer's reply. */
export function decideOn(reply: Reply): Decision {
  const silent = reply.content.text.trim() === ''
  const whole = silent ? { ...reply.content, text: wordsIn(reply.language).handoff } : reply.content
  const handedOff = silent || reply.outcome === 'handoff'
  // What was passed on is said already.
  const content = reply.rest === undefined ? whole : { ...whole, text: reply.rest }
  return {
    content: handedOff ? { ...content, handoff: { answered: answeredIn(reply) } } : content,
    pages: citedPages(reply),
    language: reply.language,
    trace: reply.trace,
    ...(handedOff ? { handoff: handedOffBecause(reply) } : {}),
  }
}

/** When the shopper interrupted the answer: nothing more is said of it, and nobody is needed. */
export function decideOnInterruption({ language, trace }: Reply): Decision {
  return { pages: [], language, trace }
}

/** When no answer could be made at all. */
export function decideOnFailure(language: string | null | undefined): Decision {
  return { content: promise(wordsIn(language).handoff), pages: [], handoff: 'answer_failed' }
}

function say(text: string): Content {
  return { text, citations: [], choices: [] }
}

/** Words that promise a colleague, and answer nothing. */
function promise(text: string): Content {
  return { ...say(text), handoff: { answered: '' } }
}

/** What was answered beside what is handed off. */
function answeredIn({ trace }: Reply): string {
  const answers = trace.parts.flatMap((part) =>
    part.outcome === 'answer' && part.answer ? [part.answer] : [],
  )
  return [...new Set(answers)].join('\n\n')
}

function handedOffBecause(reply: Reply): string {
  const part = reply.trace.parts.find((part) => part.outcome === 'handoff')
  return part?.judgement?.reason ?? part?.intent ?? 'handoff'
}

/** Every page cited, once, with the version its passage was of. */
function citedPages(reply: Reply): CitedPage[] {
  const versions = new Map(
    reply.trace.parts.flatMap((part) =>
      part.candidates.map((found) => [found.pageId, found.pageVersion] as const),
    ),
  )
  const ids = new Set([...reply.citations, ...reply.content.citations].map((citation) => citation.pageId))
  return [...ids].map((pageId) => {
    const version = versions.get(pageId)
    return version === undefined ? { pageId } : { pageId, version }
  })
}

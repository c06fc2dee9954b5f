import type { AcceptResult } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content, Inbound } from '../../src/contract/message.ts'
import { changeCall, type Call, type CallChange } from './calls.ts'
import { render } from './render.ts'
import type { Rest } from './rest.ts'
import { takeSays, type Say } from './says.ts'
import { limits, SENTENCES, SHORT_SPEECH, type VoiceSettings } from './settings.ts'
import { isTextable, sendSources } from './sources.ts'
import type { Move, Offer } from './understand.ts'
import { primary, spokenLanguages, wordsIn } from './words.ts'

/** What comes next in a call: what is said, and what happens then. */
export interface Next {
  say: string[]
  /** `number`: the caller keys in a number to be called back on. */
  after: 'listen' | 'wait' | 'transfer' | 'number' | 'hangUp'
  language: string
}

export interface TalkParts {
  db: Database
  settings: VoiceSettings
  rest: Rest
  take(messages: Inbound[]): Promise<AcceptResult>
  /** News of what was said, for the engine; of no consequence for the call when it fails. */
  tell(messages: Inbound[]): void
  clock: () => Date
}

export interface News {
  said: Say[]
  /** Resolves when the call remembers it. The words need not wait for that. */
  kept?: Promise<void>
}

interface Composed {
  now: string[]
  question: string[]
  /** More of the same answer follows. */
  goesOn: boolean
  offer: Offer
}

/** The conversation itself, the same for Gather and the relay. `message` is the normal form of what was heard. */
export interface Talk {
  greet(call: Call): Promise<Next>
  hear(call: Call, move: Move, message: Inbound): Promise<Next>
  /** What the engine wants said, if anything. `taker` says it; see {@link takeSays}. */
  news(call: Call, taker: string, message: Inbound): Promise<(Next & News) | undefined>
  /** No answer came in time. */
  giveUp(call: Call, message: Inbound): Promise<Next>
  /** Nobody took the transferred call. */
  nobodyThere(call: Call, message: Inbound): Promise<Next>
  /** The number that a caller who withholds theirs may be called back on. */
  callBackOn(call: Call, number: string | undefined, message: Inbound): Promise<Next>
}

const SHORTEST_NUMBER = 5

export function createTalk(parts: TalkParts): Talk {
  const { db, settings, rest, take } = parts
  const change = (call: Call, changes: CallChange) => changeCall(db, call, changes)

  /** Says something of our own and listens. */
  async function say(call: Call, lines: string[], more: Offer = {}): Promise<Next> {
    await change(call, { offer: { ...more, last: lines } })
    return { say: lines, after: 'listen', language: call.language }
  }

  const note = (message: Inbound, text: string | undefined): Inbound => ({
    ...withoutChoice(message),
    kind: 'event',
    ...(text === undefined ? {} : { text }),
  })

  /** Puts the caller through, or arranges for a call-back. `known`: the engine has handed off already. */
  async function toPerson(
    call: Call,
    message: Inbound,
    known: boolean,
    before: string[] = [],
  ): Promise<Next> {
    if (!canTransfer(settings, parts.clock())) return callBack(call, message, known, before)
    if (!known) await take([note(message, message.text)])
    await change(call, { state: 'transferred', waiting: false })
    return { say: [...before, wordsIn(call.language).transfer], after: 'transfer', language: call.language }
  }

  async function callBack(
    call: Call,
    message: Inbound,
    known: boolean,
    before: string[] = [],
  ): Promise<Next> {
    const words = wordsIn(call.language)
    if (call.caller === null) {
      await change(call, { state: 'open', waiting: false })
      return { say: [...before, words.callBackNumber], after: 'number', language: call.language }
    }
    const wish = note(message, `The caller waits for a call-back on ${call.caller}.`)
    await take([
      { ...wish, externalId: `${message.externalId}:call-back`, ...(known ? {} : { wants: 'person' }) },
    ])
    await change(call, { state: 'open', waiting: false })
    return say(call, [...before, words.callBack, words.anythingElse])
  }

  /** Messages of the engine, as what is said of them, what is asked then, and what is left for later. */
  function compose(call: Call, contents: readonly Content[]): Composed {
    const { offer } = call
    const goesOn = contents.at(-1)?.continues === true
    const named = new Set(offer.named)
    const stretches = contents.map((content) => {
      // Each page is named once in an answer that comes in pieces.
      const citations = content.citations.filter(({ title }) => !named.has(title))
      for (const { title } of content.citations) if (content.continues) named.add(title)
      return render({ ...content, citations }, call.language).map(({ text }) => text)
    })
    const inPieces = goesOn || offer.named !== undefined
    const { now, later } = inPieces ? inTurn(offer, stretches.flat()) : joined(stretches)
    const choices = contents.flatMap((content) => content.choices)
    const pages = isTextable(call.caller)
      ? [...(inPieces ? (offer.sources ?? []) : []), ...linked(contents)]
      : []
    const sources = [...new Map(pages.map((page) => [page.url, page])).values()]
    // What was left of an answer before comes after what is new.
    const rest = inPieces ? [...(offer.rest ?? []), ...later] : [...later, ...(offer.rest ?? [])]
    const left: Offer = {
      ...(choices.length > 0 ? { choices } : {}),
      ...(sources.length > 0 ? { sources } : {}),
      ...(rest.length > 0 ? { rest } : {}),
      last: inPieces ? [...(offer.last ?? []), ...now] : now,
    }
    if (goesOn) return { now, question: [], goesOn, offer: { ...left, named: [...named] } }
    const ask =
      rest.length > 0 ? 'more' : choices.length > 0 ? 'choice' : sources.length > 0 ? 'source' : undefined
    const words = wordsIn(call.language)
    const question = ask === 'more' ? [words.more] : ask === 'source' ? [words.source] : []
    return { now, question, goesOn, offer: ask ? { ...left, ask } : left }
  }

  const moves: { [Kind in Move['do']]: (call: Call, move: Move, message: Inbound) => Promise<Next> } = {
    async ask(call, move, message) {
      const { text, choice } = move as Extract<Move, { do: 'ask' }>
      const plain = { ...withoutChoice(message), kind: 'text' as const, text }
      await take([choice === undefined ? plain : { ...plain, kind: 'choice', choice }])
      await change(call, { waiting: true, question: text, offer: {} })
      return { say: [], after: 'wait', language: call.language }
    },
    person: (call, _move, message) => toPerson(call, message, false),
    async more(call, _move, message) {
      await take([note(message, message.text)])
      const [next, ...rest] = call.offer.rest ?? []
      if (next === undefined) return say(call, [wordsIn(call.language).anythingElse])
      const { choices, sources } = call.offer
      const left = { ...(choices ? { choices } : {}), ...(sources ? { sources } : {}) }
      const words = wordsIn(call.language)
      const ask = rest.length > 0 ? 'more' : choices ? 'choice' : sources ? 'source' : undefined
      const question = ask === 'more' ? [words.more] : ask === 'source' ? [words.source] : []
      await change(call, { offer: { ...left, ...(ask ? { ask } : {}), rest, last: [next] } })
      return { say: [next, ...question], after: 'listen', language: call.language }
    },
    async source(call, _move, message) {
      await take([note(message, message.text)])
      const words = wordsIn(call.language)
      const { outcome } = await sendSources(db, rest, call, message.externalId)
      const told = { done: words.sourceSent, refused: words.sourceNotSent, unknown: words.sourceUnsure }[
        outcome
      ]
      return say(call, [told, words.anythingElse])
    },
    async decline(call, _move, message) {
      await take([note(message, message.text)])
      return say(call, [wordsIn(call.language).noOffer])
    },
    async repeat(call, _move, message) {
      await take([note(message, message.text)])
      const last = call.offer.last ?? []
      return {
        say: last.length > 0 ? last : [wordsIn(call.language).nothingToRepeat],
        after: 'listen',
        language: call.language,
      }
    },
    async goodbye(call, _move, message) {
      await take([note(message, message.text)])
      return { say: [wordsIn(call.language).goodbye], after: 'hangUp', language: call.language }
    },
    async language(call, move, message) {
      const { tag } = move as Extract<Move, { do: 'language' }>
      await take([note(message, message.text)])
      await change(call, { language: tag })
      return say(call, [wordsIn(tag).languageChosen])
    },
  }

  return {
    greet: (call) => say(call, [wordsIn(call.language).greeting(settings.shopName)]),
    hear: (call, move, message) => moves[move.do](call, move, message),
    async news(call, taker, message) {
      const said = await takeSays(db, call.sid, taker)
      // The engine's own word on a person whom the call has asked for already needs no second voice.
      const wanted = said.filter(
        ({ content }) => call.waiting || !content.handoff || content.handoff.answered !== '',
      )
      if (wanted.length === 0) return undefined
      parts.tell(said.map(({ id }) => delivered(call, id, message)))
      const contents = wanted.map(({ content }) => spokenPart(content)).filter(({ text }) => text !== '')
      const { now, question, goesOn, offer } = compose(call, contents)
      // Who is put through cannot be asked whether to go on.
      if (call.waiting && wanted.some(({ content }) => content.handoff))
        return { ...(await toPerson(call, message, true, [...now, ...(offer.rest ?? [])])), said }
      const kept = change(call, goesOn ? { offer } : { waiting: false, offer })
      const after = goesOn ? 'wait' : 'listen'
      return { say: [...now, ...question], after, language: call.language, said, kept }
    },
    giveUp: (call, message) => toPerson(call, message, false, [wordsIn(call.language).tooLong]),
    nobodyThere: (call, message) => callBack(call, message, false),
    async callBackOn(call, number, message) {
      const words = wordsIn(call.language)
      const digits = number?.replace(/[^\d+]/g, '') ?? ''
      const usable = digits.length >= SHORTEST_NUMBER
      const text = usable
        ? `The caller, whose number is withheld, asks for a call-back on ${digits}.`
        : 'The caller, whose number is withheld, asked for a person and gave no number for a call-back.'
      await take([{ ...note(message, text), wants: 'person' }])
      return say(call, [usable ? words.callBackNoted : words.callBackNoNumber, words.anythingElse])
    },
  }
}

/** Whether a person can be put on the line now. */
export function canTransfer(settings: VoiceSettings, now: Date): boolean {
  const somewhere = settings.transferTo ?? settings.transferQueue
  return somewhere !== undefined && (settings.staffed?.(now) ?? true)
}

/** The language of a call: one that the telephone speaks. */
export function languageFor(tag: string): string {
  return Object.hasOwn(spokenLanguages, primary(tag)) ? tag : spokenLanguages.en!
}

/** News of something said: that it was, or how much of it was heard. */
export function delivered(call: Call, id: number, { from, at }: Pick<Inbound, 'from' | 'at'>): Inbound {
  return {
    channel: 'voice',
    account: call.account,
    thread: call.sid,
    externalId: `say-${id}:delivered`,
    kind: 'status',
    from,
    at,
    attachments: [],
    replyTo: `say-${id}`,
    status: { state: 'delivered' },
  }
}

/** A promise that somebody writes back means nothing on the telephone; what is answered beside it does. */
function spokenPart(content: Content): Content {
  return content.handoff ? { ...content, text: content.handoff.answered, choices: [] } : content
}

/** Several messages as stretches: short ones that come together are said together. */
function joined(messages: readonly string[][]): { now: string[]; later: string[] } {
  const all = messages.reduce<string[]>((said, [first = '', ...rest]) => {
    const last = said.at(-1)
    const fits = last !== undefined && last.length + first.length < limits.textLength / 2
    return fits ? [...said.slice(0, -1), `${last} ${first}`, ...rest] : [...said, first, ...rest]
  }, [])
  const [first = '', ...later] = all
  return { now: first === '' ? [] : [first], later }
}

/** Pieces of one answer, one after the other: as many as are said in one go. */
function inTurn(
  { last = [], rest = [] }: Offer,
  pieces: readonly string[],
): { now: string[]; later: string[] } {
  const room = pieces.findIndex((_, i) => {
    const said = [...last, ...pieces.slice(0, i + 1)]
    return rest.length > 0 || (said.length > SENTENCES && said.join(' ').length > SHORT_SPEECH)
  })
  return room < 0
    ? { now: [...pieces], later: [] }
    : { now: pieces.slice(0, room), later: pieces.slice(room) }
}

/** Pages that can be sent. */
function linked(contents: readonly Content[]): { title: string; url?: string }[] {
  const pages = contents.flatMap(({ citations }) => citations).filter(({ url }) => url !== undefined)
  const seen = new Map(pages.map(({ title, url }) => [url, { title, ...(url ? { url } : {}) }]))
  return [...seen.values()]
}

function withoutChoice(message: Inbound): Inbound {
  const { choice: _choice, ...rest } = message
  return rest
}

import type { WebhookResponse } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Inbound } from '../../src/contract/message.ts'
import type { Log } from '../../src/contract/log.ts'
import { changeCall, openCall, type Call } from './calls.ts'
import type { Ear } from './ear.ts'
import type { Hook } from './hook.ts'
import { accountOf, callerOf, parse, shopperOf } from './parse.ts'
import { spokenSeconds, SURE, type VoiceSettings, type VoiceTiming } from './settings.ts'
import { languageFor, type Next, type Talk } from './talk.ts'
import { gatherTwiml, hangUpTwiml, relayTwiml, waitingTwiml } from './twiml.ts'
import { understandKeys, understandSpeech } from './understand.ts'
import { wordsIn } from './words.ts'

export interface GatherParts {
  db: Database
  settings: VoiceSettings
  timing: VoiceTiming
  talk: Talk
  ear: Ear
  take(messages: Inbound[]): Promise<unknown>
  /** Counts what was no message. */
  ignore(reason: string): void
  log: Log
}

/** One webhook of a call: what is to be heard now, in time whatever the engine does. */
export type Step = (call: Call, hook: Hook) => Promise<WebhookResponse>

/** What was said could not be taken in. The caller is told in words; should the same webhook come again, it is tried again. */
export class NotTaken extends Error {
  override name = 'NotTaken'
  readonly answer: WebhookResponse
  constructor(answer: WebhookResponse) {
    super('an utterance could not be taken in')
    this.answer = answer
  }
}

/** The steps of a call, by the last part of their address. */
export function gatherSteps(parts: GatherParts): Record<string, Step> {
  const { db, settings, timing, talk, ear, log } = parts

  const twiml = (call: Call, next: Next, count: Parameters<typeof gatherTwiml>[3] = {}) =>
    gatherTwiml(call, next, { settings, timing }, count)

  /** Says what comes next; while a Gather runs, nothing of ours waits for news. What came up meanwhile is said at the next turn. */
  async function go(call: Call, next: Next, count: Parameters<typeof gatherTwiml>[3] = {}) {
    if (next.after === 'listen') await changeCall(db, call, { idleIn: spokenSeconds(next.say) })
    return twiml(call, next, count)
  }

  /** Goes on over the relay's socket, where that is how calls are held. */
  async function open(call: Call, next: Next, reconnects = 0): Promise<WebhookResponse> {
    if (settings.mode !== 'relay' || next.after !== 'listen') return go(call, next)
    return relayTwiml(call, next.say.join(' '), settings, reconnects)
  }

  const listen = (call: Call, ...say: string[]): Next => ({ say, after: 'listen', language: call.language })

  /** Waits for the answer for a while; then says that it takes a moment, and comes again. */
  async function awaitAnswer(call: Call, hook: Hook, poll: number, ms: number): Promise<WebhookResponse> {
    const message = messageOf(call, hook)
    const next = await ear.until(call.sid, ms, () =>
      talk.news({ ...call, waiting: true }, hook.token, message),
    )
    if (next) {
      await next.kept
      return go(call, next)
    }
    if (poll >= timing.polls) return go(call, await talk.giveUp(call, message))
    const words = wordsIn(call.language)
    const say = poll === 0 ? [words.filler] : poll % 2 === 0 ? [words.stillLooking] : []
    return twiml(call, { say, after: 'wait', language: call.language }, { poll })
  }

  /** What the engine wants said without having been asked: an agent's words, or an answer that came too late for its webhook. */
  async function newsOr(call: Call, hook: Hook, otherwise: () => Promise<WebhookResponse>) {
    const next = await talk.news(call, hook.token, messageOf(call, hook))
    await next?.kept
    return next ? go(call, next) : otherwise()
  }

  /** By Gather, when sockets do not hold: an answer that is being made is waited for as there. */
  const resumePlainly = (call: Call, next: Next) =>
    call.waiting ? twiml(call, { ...next, after: 'wait' }) : go(call, next)

  return {
    async incoming(call, hook) {
      await parts.take(parse(hook).messages)
      const next = await talk.greet(call)
      return open(call, next)
    },

    async gather(call, hook) {
      const { SpeechResult = '', Digits = '', Confidence } = hook.fields
      if (Digits === '' && SpeechResult.trim() === '')
        return go(call, listen(call, wordsIn(call.language).silence[0]))
      const misheard = Number(hook.query.misheard ?? 0)
      const confidence = Number(Confidence)
      if (Digits === '' && confidence > 0 && confidence < SURE) {
        parts.ignore('speech that was not understood')
        if (misheard >= 2) return go(call, await talk.hear(call, { do: 'person' }, messageOf(call, hook)))
        const words = wordsIn(call.language).misheard[misheard]!
        return go(call, listen(call, words), { misheard: misheard + 1 })
      }
      const move =
        Digits === '' ? understandSpeech(SpeechResult, call.offer) : understandKeys(Digits, call.offer)
      let next: Next
      try {
        next = await talk.hear(call, move, messageOf(call, hook))
      } catch (error) {
        // A voice that hears an error ends the call: the caller is told that it was not taken, and may say it again.
        log.error({ call: call.sid, error: String(error) }, 'an utterance could not be taken in')
        throw new NotTaken(twiml(call, listen(call, wordsIn(call.language).notTaken)))
      }
      return next.after === 'wait' ? awaitAnswer(call, hook, 0, timing.answerMs) : go(call, next)
    },

    poll: (call, hook) => awaitAnswer(call, hook, Number(hook.query.count ?? 1), timing.pollMs),

    silence: (call, hook) =>
      newsOr(call, hook, async () => {
        const count = Math.min(Math.max(Number(hook.query.count ?? 1), 1), 3)
        const words = wordsIn(call.language).silence[count - 1]!
        if (count < 3) return go(call, listen(call, words), { silence: count })
        return go(call, { say: [words], after: 'hangUp', language: call.language })
      }),

    /** The call was brought here because there is something to say. */
    news: (call, hook) => newsOr(call, hook, () => go(call, listen(call))),

    async number(call, hook) {
      return open(call, await talk.callBackOn(call, hook.fields.Digits, messageOf(call, hook)))
    },

    /** The relay's socket is closed: on purpose, by the caller's end, or because it broke. */
    async relayed(call, hook) {
      const { HandoffData, CallStatus, SessionStatus, ErrorCode } = hook.fields
      const wish = HandoffData === undefined ? undefined : readWish(HandoffData)
      if (wish) return go(call, { ...wish, language: call.language })
      const broken = ErrorCode !== undefined || SessionStatus === 'failed'
      if (!broken || (CallStatus !== undefined && CallStatus !== 'in-progress')) return hangUpTwiml()
      parts.ignore(`a socket that broke (${ErrorCode ?? 'no code'})`)
      const words = wordsIn(call.language)
      // Nobody knows how much of it was heard: it is said again only to who wants it.
      const next = listen(call, words.cutOff, ...(call.waiting ? [] : [words.hearAgain]))
      const reconnects = Number(hook.query.count ?? 0) + 1
      return reconnects > timing.reconnects ? resumePlainly(call, next) : open(call, next, reconnects)
    },

    async dialled(call, hook) {
      const message = messageOf(call, hook)
      if (hook.fields.DialCallStatus === 'completed' || hook.fields.DialCallStatus === 'answered') {
        await parts.take([message])
        return hangUpTwiml()
      }
      return open(call, await talk.nobodyThere(call, message))
    },

    async queued(call, hook) {
      const message = messageOf(call, hook)
      const result = hook.fields.QueueResult ?? ''
      if (result === 'bridged' || result === 'bridging-in-process' || result === 'hangup') {
        await parts.take([message])
        return hangUpTwiml()
      }
      return open(call, await talk.nobodyThere(call, message))
    },

    async waiting(call, hook) {
      return waitingTwiml(call, Number(hook.fields.QueueTime ?? 0), { settings, timing })
    },
  }
}

/** The call of a webhook, kept from its first one on. */
export function callOf(db: Database, settings: VoiceSettings, hook: Hook): Promise<Call> {
  return openCall(db, {
    sid: hook.call,
    account: accountOf(hook.fields),
    caller: callerOf(hook.fields),
    language: languageFor(settings.language),
    base: hook.base,
  })
}

/** Answers that a caller waits for on the line. */
const ON_THE_LINE = new Set(['incoming', 'gather', 'poll', 'silence', 'news', 'number', 'relayed'])
/** After so much silence nobody is asked again. */
const SILENCES = 3

/**
 * What a caller hears when not even their call can be looked up: a voice that hears an error ends it, and the next step may find the database
 * there again. Undefined where nobody listens, or nobody answers.
 */
export function sorryAnswer(
  hook: Hook,
  { settings, timing }: Pick<GatherParts, 'settings' | 'timing'>,
): WebhookResponse | undefined {
  const silence = hook.path === 'silence' ? Number(hook.query.count ?? 0) : 0
  if (!ON_THE_LINE.has(hook.path) || !(silence < SILENCES)) return undefined
  const language = languageFor(settings.language)
  const call: Call = {
    sid: hook.call,
    account: accountOf(hook.fields),
    caller: callerOf(hook.fields) ?? null,
    language,
    base: hook.base,
    state: 'open',
    offer: {},
    question: null,
    waiting: false,
    answeredToken: null,
    answeredWith: null,
  }
  const next: Next = { say: [wordsIn(language).notTaken], after: 'listen', language }
  return gatherTwiml(call, next, { settings, timing }, { silence })
}

/** What the session ended for. */
function readWish(data: string): Pick<Next, 'say' | 'after'> | undefined {
  try {
    const { reason, say } = JSON.parse(data) as { reason?: unknown; say?: unknown }
    const words = Array.isArray(say) ? say.filter((one) => typeof one === 'string') : []
    return reason === 'transfer' || reason === 'hangUp' ? { say: words, after: reason } : undefined
  } catch {
    return undefined
  }
}

/** The webhook in normal form; an event when nothing was said in it. */
function messageOf(call: Call, hook: Hook): Inbound {
  const [message] = parse({ ...hook, language: call.language }).messages
  return (
    message ?? {
      channel: 'voice',
      account: call.account,
      thread: call.sid,
      externalId: `${call.sid}:${hook.token}`,
      kind: 'event',
      from: shopperOf(call.sid, call.caller ?? undefined),
      at: hook.at,
      attachments: [],
    }
  )
}

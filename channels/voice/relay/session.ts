import type { WebSocket } from 'ws'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { Inbound } from '../../../src/contract/message.ts'
import { changeCall, openCall, type Call } from '../calls.ts'
import type { Ear } from '../ear.ts'
import { callerOf } from '../parse.ts'
import { sentencesOf } from '../render.ts'
import { cutSays } from '../says.ts'
import { spokenSeconds, type VoiceTiming } from '../settings.ts'
import { delivered, languageFor, type Next, type Talk } from '../talk.ts'
import { understandKeys, understandSpeech } from '../understand.ts'
import { wordsIn } from '../words.ts'
import { parseFrame, readFrame, type Frame, type OutFrame } from './frames.ts'
import { createPatience } from './patience.ts'
import { cutAt, type Piece } from './playing.ts'

export interface SessionParts {
  db: Database
  timing: VoiceTiming
  language: string
  talk: Talk
  ear: Ear
  take(messages: Inbound[]): Promise<unknown>
  tell(messages: Inbound[]): void
  ignore(reason: string): void
  clock: () => Date
  log: Log
}

export interface Session {
  /** Closes the socket; Twilio comes back with another one, wherever it is answered. */
  close(code: number): void
  readonly closed: Promise<void>
}

/** Frames in a row that mean nothing, until whoever sends them is not Twilio. */
const BAD_FRAMES = 10

/** One socket of a call: what is heard goes to the conversation, what is to be said comes from it. Frames are taken one after the other. */
export function openSession(socket: WebSocket, base: string, parts: SessionParts): Session {
  const { db, timing, talk, ear, log } = parts
  let id = ''
  let call: Call | undefined
  /** What Twilio speaks and hears. */
  let language = parts.language
  let sequence = 0
  let pumps = 0
  let bad = 0
  let digits: string | undefined
  /** Sent to be spoken since the caller last had the word. */
  let playing: Piece[] = []
  let unlisten = () => {}
  let work: Promise<void> = Promise.resolve()

  const send = (frame: OutFrame) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }

  /** One thing after another; what fails is told to the caller, who may say it again. */
  const then = (step: () => Promise<void>) => {
    work = work.then(step).catch((error: unknown) => {
      log.error({ call: call?.sid, error: String(error) }, 'a frame could not be dealt with')
      if (call) speak([wordsIn(call.language).notTaken], 'listen')
    })
    return work
  }

  const patience = createPatience(timing, {
    silence: (count) => then(() => onSilence(count)),
    filler: (count) => {
      if (!call) return
      const words = wordsIn(call.language)
      speak([count === 0 ? words.filler : words.stillLooking], 'wait')
    },
    giveUp: () => then(async () => apply(await talk.giveUp(call!, here()))),
  })

  /** Sentence by sentence; `last` ends a line. Tokens are never trimmed by the voice: the space between is ours. */
  function speak(lines: readonly string[], after: Next['after'], say?: number): void {
    if (!call) return
    for (const line of lines) {
      const sentences = sentencesOf(line, call.language)
      for (const [i, text] of sentences.entries()) {
        const last = i === sentences.length - 1
        playing.push({ text, ...(say === undefined ? {} : { say }) })
        send({ type: 'text', token: last ? text : `${text} `, last, lang: call.language })
      }
    }
    if (after === 'listen' || after === 'number') patience.listen(spokenSeconds(lines))
  }

  function apply(next: Next, say?: number): void {
    if (next.language !== language) {
      language = next.language
      send({ type: 'language', ttsLanguage: next.language, transcriptionLanguage: next.language })
    }
    if (next.after === 'transfer' || next.after === 'hangUp') {
      patience.stop()
      // Said by the action's TwiML: what still plays when a session ends may be cut off.
      return send({ type: 'end', handoffData: JSON.stringify({ reason: next.after, say: next.say }) })
    }
    digits = next.after === 'number' ? '' : undefined
    speak(next.say, next.after, say)
    if (next.after === 'wait') patience.wait()
  }

  /** A message of this moment, for what happens by itself. */
  const here = (): Inbound => messageOf({ type: 'interrupt', utteranceUntilInterrupt: '' })

  function messageOf(frame: unknown): Inbound {
    const session = { session: id, call: call!.sid, account: call!.account, sequence: sequence++ }
    const at = parts.clock().toISOString()
    const [message] = parseFrame(frame, { ...session, caller: call!.caller ?? undefined, at }).messages
    return message!
  }

  async function onSilence(count: number): Promise<void> {
    const now = call!
    const words = wordsIn(now.language).silence
    if (count < words.length) return speak([words[count - 1]!], 'listen')
    apply({ say: [words.at(-1)!], after: 'hangUp', language: now.language })
  }

  async function pump(): Promise<void> {
    if (!call || socket.readyState !== socket.OPEN) return
    const next = await talk.news(call, `${id}:${++pumps}`, here())
    if (!next) return
    patience.stop()
    apply(next, next.said.at(-1)?.id)
    await next.kept
  }

  async function onSetup(frame: Extract<Frame, { type: 'setup' }>): Promise<void> {
    id = frame.sessionId
    call = await openCall(db, {
      sid: frame.callSid,
      account: frame.to || 'unknown',
      caller: callerOf({ From: frame.from }),
      language: languageFor(parts.language),
      base,
    })
    language = call.language
    unlisten = ear.listen(call.sid, () => void then(pump))
    // The greeting is spoken by the TwiML.
    const last = call.offer.last ?? []
    playing = last.map((text) => ({ text }))
    if (call.waiting) patience.wait()
    else patience.listen(spokenSeconds(last))
    await pump()
  }

  async function onPrompt(now: Call, frame: Extract<Frame, { type: 'prompt' }>, raw: unknown): Promise<void> {
    const { lang } = frame
    if (lang !== undefined && lang !== now.language && languageFor(lang) === lang)
      await changeCall(db, now, { language: lang })
    playing = []
    const message = { ...messageOf(raw), locale: now.language }
    apply(await talk.hear(now, understandSpeech(frame.voicePrompt, now.offer), message))
  }

  async function onKey(now: Call, { digit }: Extract<Frame, { type: 'dtmf' }>, raw: unknown): Promise<void> {
    playing = []
    if (digits === undefined)
      return apply(await talk.hear(now, understandKeys(digit, now.offer), messageOf(raw)))
    if (digit !== '#') {
      digits += digit
      return patience.listen(0)
    }
    apply(await talk.callBackOn(now, digits, messageOf(raw)))
  }

  /** What was not heard was not said: it is dropped here, and the engine is told what was. */
  async function onInterrupt(now: Call, utterance: string): Promise<void> {
    const answering = playing.some(({ say }) => say !== undefined)
    // Who talks over "One moment" still waits for their answer.
    if (now.waiting && !answering) return patience.wait()
    // Who interrupts and then says nothing is asked whether they are there.
    patience.listen(0)
    const { heard, left } = cutAt(playing, utterance)
    playing = []
    const unsaid = await cutSays(db, now.sid)
    const message = here()
    const told = [...heard, ...unsaid.map(({ id }) => [id, ''] as const)]
    parts.tell(told.map(([say, text]) => interrupted(now, say, text, message)))
    const words = wordsIn(now.language)
    const questions = [words.more, words.source, words.anythingElse].flatMap((line) =>
      sentencesOf(line, now.language),
    )
    const unheard = left.filter((text) => !questions.includes(text)).join(' ')
    const { named: _named, ...offer } = now.offer
    const rest = [...(unheard === '' ? [] : [unheard]), ...(offer.rest ?? [])]
    // Of an answer that was still coming, nothing more is waited for.
    await changeCall(db, now, {
      waiting: false,
      offer: { ...offer, ...(rest.length > 0 ? { rest } : {}) },
    })
  }

  async function onFrame(data: string): Promise<void> {
    const raw = jsonOf(data)
    const frame = readFrame(raw)
    const now = call
    if (!frame || (!now && frame.type !== 'setup')) {
      parts.ignore('a frame that is not known')
      if (++bad >= BAD_FRAMES) socket.close(1007, 'too many frames that are not understood')
      return
    }
    bad = 0
    // A socket is one call's: what it would begin anew is another's.
    if (frame.type === 'setup') return now ? parts.ignore('a second setup') : onSetup(frame)
    if (frame.type === 'error') {
      log.warn(
        { call: now!.sid, error: frame.description.slice(0, 200) },
        'the relay did not understand a frame',
      )
      return parts.ignore('an error that the relay reports')
    }
    patience.stop()
    switch (frame.type) {
      case 'prompt':
        if (!frame.last) return parts.ignore('a part of a prompt')
        if (frame.voicePrompt.trim() === '') return parts.ignore('a prompt without words')
        return onPrompt(now!, frame, raw)
      case 'dtmf':
        return onKey(now!, frame, raw)
      case 'interrupt':
        return onInterrupt(now!, frame.utterance)
    }
  }

  socket.on('message', (data, binary) => void then(() => onFrame(binary ? '' : String(data as Buffer))))
  socket.on('error', () => socket.terminate())
  async function afterClose(): Promise<void> {
    await new Promise((resolve) => socket.once('close', resolve))
    unlisten()
    patience.stop()
    await work
  }

  return { close: (code) => socket.close(code), closed: afterClose() }
}

/** News that of something said only so much was heard. */
function interrupted(call: Call, say: number, heard: string, message: Inbound): Inbound {
  const status = delivered(call, say, message)
  return { ...status, externalId: `say-${say}:heard`, status: { state: 'delivered', heard } }
}

function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

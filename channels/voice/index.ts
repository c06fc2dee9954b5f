import type { Accept, Channel, WebhookRequest, WebhookResponse } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Inbound } from '../../src/contract/message.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import type { Signals } from '../../src/contract/signals.ts'
import { keepAnswer, readCall } from './calls.ts'
import { createEar } from './ear.ts'
import { callOf, gatherSteps, NotTaken, sorryAnswer, type Step } from './gather.ts'
import { readHook, type Hook } from './hook.ts'
import { parse } from './parse.ts'
import { createSockets, type Sockets } from './relay/sockets.ts'
import { createRest } from './rest.ts'
import { forget, prune } from './retention.ts'
import { endCall } from './says.ts'
import { createSend } from './send.ts'
import { defaultTiming, limits, type VoiceSettings } from './settings.ts'
import { createTalk, delivered } from './talk.ts'
import { emptyTwiml, whisperTwiml, xmlAnswer } from './twiml.ts'
import { isSigned } from './verify.ts'

export { parse, type CallHook } from './parse.ts'
export { parseFile } from './file.ts'
export { render, type Speech } from './render.ts'
export type { VoiceSettings, VoiceTiming } from './settings.ts'

export interface VoiceChannelOptions {
  db: Database
  settings: VoiceSettings
  clock: () => Date
  log: Log
  /** Makes what one process stored reach the call in another at once; without it within half a second. */
  signals?: Signals
  outgoing: Outgoing
}

const ENDED = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled'])

/** The telephone, with the relay's sockets. */
export interface VoiceChannel extends Channel, Pick<Sockets, 'upgrade'> {}

/** The telephone, through Twilio. */
export function createVoiceChannel(options: VoiceChannelOptions): VoiceChannel {
  const { db, settings, clock, log, signals, outgoing } = options
  const timing = { ...defaultTiming, ...settings.timing }
  const inFlight = new Set<Promise<unknown>>()
  let accept: Accept | undefined

  /** Remembers what is in flight, so that stop can wait for it. */
  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work)
    try {
      return await work
    } finally {
      inFlight.delete(work)
    }
  }

  const take = async (messages: Inbound[]) => {
    if (!accept) throw new Error('the channel is stopped')
    return track(accept(messages))
  }
  const tell = (messages: Inbound[]) => {
    take(messages).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'news of a call was not kept'),
    )
  }
  const ignore = (reason: string) => {
    if (!accept) return
    track(accept([], [{ reason }])).catch((error: unknown) =>
      log.warn({ reason, error: String(error) }, 'what was ignored was not counted'),
    )
  }

  const ear = createEar(signals, timing.lookMs, log)
  const rest = createRest(settings, outgoing, timing.requestMs)
  const talk = createTalk({ db, settings, rest, take, tell, clock })
  const { language } = settings
  const sockets = createSockets(settings, { db, timing, language, talk, ear, take, tell, ignore, clock, log })
  const steps = gatherSteps({ db, settings, timing, talk, ear, take, ignore, log })

  async function handle(request: WebhookRequest): Promise<WebhookResponse> {
    if (!isSigned(settings.authToken, request)) {
      ignore('a signature that is not Twilio’s')
      return { status: 403, body: 'The signature is not right.' }
    }
    if (!accept) throw new Error('the channel is stopped')
    const hook = readHook(request, clock())
    if (hook.path === 'whisper')
      return whisperTwiml(await readCall(db, hook.query.call ?? hook.call), settings.language)
    if (hook.path === 'status') return ended(hook)
    const step = Object.hasOwn(steps, hook.path) ? steps[hook.path] : undefined
    if (!step || hook.call === '') {
      const [{ reason } = { reason: 'an address that nothing is behind' }] = parse(hook).ignored
      ignore(reason)
      return emptyTwiml()
    }
    return track(answerOnce(step, hook)).catch((error: unknown) => {
      if (error instanceof NotTaken) return error.answer
      const sorry = sorryAnswer(hook, { settings, timing })
      if (!sorry) throw error
      log.error({ step: hook.path, error: String(error) }, 'a call could not be gone on with')
      return sorry
    })
  }

  /** The same webhook gets the same answer: by now "yes" may mean something else. */
  async function answerOnce(step: Step, hook: Hook): Promise<WebhookResponse> {
    const call = await callOf(db, settings, hook)
    if (call.answeredToken === hook.token && call.answeredWith !== null) return xmlAnswer(call.answeredWith)
    const answer = await step(call, hook)
    await keepAnswer(db, call.sid, hook.token, answer.body ?? '')
    return answer
  }

  /** The call's end, and what was never said in it. */
  async function ended(hook: Hook): Promise<WebhookResponse> {
    const { messages, ignored } = parse(hook)
    for (const { reason } of ignored) ignore(reason)
    const call = ENDED.has(hook.fields.CallStatus ?? '') ? await readCall(db, hook.call) : undefined
    if (call) {
      const unsaid = await endCall(db, call.sid)
      ear.notify(call.sid)
      const [message] = messages
      if (message) await take([message, ...unsaid.map(({ id }) => neverSaid(delivered(call, id, message)))])
    } else if (messages.length > 0) ignore('a status of a call that is not known here')
    return { status: 204 }
  }

  return {
    name: 'voice',
    limits,
    idempotentSend: true,
    urgency: 2,
    // By Gather an answer is fetched as a whole.
    streams: settings.mode === 'relay',
    handle,
    upgrade: sockets.upgrade,
    async start(take) {
      accept = take
      ear.start()
      sockets.start()
    },
    send: createSend({ db, rest, ear, log }),
    prune: (before) => prune(db, before),
    forget: (_account, shopper) => forget(db, shopper),
    async stop() {
      accept = undefined
      ear.stop()
      await sockets.stop()
      await Promise.allSettled(inFlight)
    },
  }
}

function neverSaid(status: Inbound): Inbound {
  return {
    ...status,
    externalId: status.externalId.replace(/delivered$/, 'failed'),
    status: { state: 'failed', reason: 'the call ended before it was said' },
  }
}

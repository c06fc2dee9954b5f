import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { WebhookResponse } from '../../src/contract/channel.ts'
import type { Call } from './calls.ts'
import type { VoiceSettings, VoiceTiming } from './settings.ts'
import type { Next } from './talk.ts'
import { spokenLanguages, wordsIn } from './words.ts'

type Language = NonNullable<VoiceResponse.SayAttributes['language']>

export interface TwimlParts {
  settings: VoiceSettings
  timing: VoiceTiming
}

/** Where Twilio goes next: ours, below the channel's prefix, with a step that is new each time. */
export function place(
  call: Pick<Call, 'base'>,
  path: string,
  query: Record<string, string | number> = {},
): string {
  const step = crypto.randomUUID().slice(0, 8)
  return `${call.base}/${path}?${new URLSearchParams({ ...stringsOf(query), step }).toString()}`
}

/** TwiML for what comes next in a call by Gather. */
export function gatherTwiml(
  call: Call,
  next: Next,
  { settings, timing }: TwimlParts,
  count: { silence?: number; misheard?: number; poll?: number } = {},
): WebhookResponse {
  const twiml = new VoiceResponse()
  const language = next.language as Language
  switch (next.after) {
    case 'listen':
    case 'number': {
      const number = next.after === 'number'
      const gather = twiml.gather({
        input: number ? ['dtmf'] : ['speech', 'dtmf'],
        action: place(call, number ? 'number' : 'gather', { misheard: count.misheard ?? 0 }),
        method: 'POST',
        language: next.language as NonNullable<VoiceResponse.GatherAttributes['language']>,
        bargeIn: true,
        timeout: timing.silenceSeconds,
        ...(number
          ? { finishOnKey: '#' }
          : {
              numDigits: 1,
              speechTimeout: 'auto',
              ...(settings.hints?.length ? { hints: settings.hints.join(',') } : {}),
            }),
      })
      for (const text of next.say) gather.say({ language }, text)
      // Without input Twilio goes on with the next verb.
      twiml.redirect(
        { method: 'POST' },
        place(call, number ? 'number' : 'silence', { count: (count.silence ?? 0) + 1 }),
      )
      break
    }
    case 'wait':
      for (const text of next.say) twiml.say({ language }, text)
      twiml.redirect({ method: 'POST' }, place(call, 'poll', { count: (count.poll ?? 0) + 1 }))
      break
    case 'transfer':
      for (const text of next.say) twiml.say({ language }, text)
      addTransfer(twiml, call, settings, timing)
      break
    case 'hangUp':
      for (const text of next.say) twiml.say({ language }, text)
      twiml.hangup()
  }
  return answer(twiml)
}

function addTransfer(twiml: VoiceResponse, call: Call, settings: VoiceSettings, timing: VoiceTiming): void {
  const { transferTo, transferQueue } = settings
  if (transferTo !== undefined) {
    const dial = twiml.dial({
      action: place(call, 'dialled'),
      method: 'POST',
      timeout: timing.ringSeconds,
      answerOnBridge: true,
    })
    const whisper = { url: place(call, 'whisper', { call: call.sid }), method: 'POST' }
    if (/^sips?:/i.test(transferTo)) dial.sip(whisper, transferTo)
    else dial.number(whisper, transferTo)
    return
  }
  if (transferQueue !== undefined)
    twiml.enqueue(
      {
        action: place(call, 'queued'),
        method: 'POST',
        waitUrl: place(call, 'waiting'),
        waitUrlMethod: 'POST',
      },
      transferQueue,
    )
}

/** What a colleague hears before the caller is on the line. */
export function whisperTwiml(call: Call | undefined, defaultLanguage: string): WebhookResponse {
  const language = call?.language ?? defaultLanguage
  const words = wordsIn(language)
  const twiml = new VoiceResponse()
  const summary = call?.question ? words.summary(call.question) : words.summaryUnknown
  twiml.say({ language: language as Language }, summary)
  return answer(twiml)
}

/** What who waits in the queue hears; after a while they leave it, for a call-back. */
export function waitingTwiml(call: Call, seconds: number, { timing }: TwimlParts): WebhookResponse {
  const twiml = new VoiceResponse()
  if (seconds >= timing.queueSeconds) {
    twiml.leave()
    return answer(twiml)
  }
  twiml.say({ language: call.language as Language }, wordsIn(call.language).waiting)
  twiml.pause({ length: 15 })
  twiml.redirect({ method: 'POST' }, place(call, 'waiting'))
  return answer(twiml)
}

/** Opens the relay's socket. `reconnects`: how often one broke in this call. */
export function relayTwiml(
  call: Call,
  greeting: string,
  settings: VoiceSettings,
  reconnects: number,
): WebhookResponse {
  const twiml = new VoiceResponse()
  const connect = twiml.connect({ action: place(call, 'relayed', { count: reconnects }), method: 'POST' })
  const relay = connect.conversationRelay({
    url: `${call.base.replace(/^http/, 'ws')}/relay`,
    language: call.language,
    interruptible: 'any',
    dtmfDetection: true,
    reportInputDuringAgentSpeech: false,
    welcomeGreeting: greeting,
    welcomeGreetingInterruptible: 'any',
    ...(settings.hints?.length ? { hints: settings.hints.join(',') } : {}),
  })
  // Without these the relay cannot change to another language within the call.
  const codes = new Set([call.language, ...Object.values(spokenLanguages)])
  for (const code of codes) relay.language({ code })
  return answer(twiml)
}

/** Nothing more is to be done in this call. */
export function hangUpTwiml(): WebhookResponse {
  const twiml = new VoiceResponse()
  twiml.hangup()
  return answer(twiml)
}

export function emptyTwiml(): WebhookResponse {
  return answer(new VoiceResponse())
}

function answer(twiml: VoiceResponse): WebhookResponse {
  return xmlAnswer(twiml.toString())
}

export function xmlAnswer(body: string): WebhookResponse {
  return { status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body }
}

function stringsOf(query: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))
}

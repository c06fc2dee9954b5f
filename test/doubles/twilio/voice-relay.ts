import { WebSocket } from 'ws'
import type { TwilioVoice } from './voice.ts'
import { signCall } from './voice-sign.ts'
import type { Verb } from './voice-twiml.ts'

/** Frames in a row that are not understood, until Twilio closes the socket. */
const BAD_FRAMES = 10

/** Twilio's side of one ConversationRelay session. */
export interface RelayClient {
  readonly sessionId: string
  /** Settles when the socket is open and the setup is sent, or could not be opened. */
  readonly opened: Promise<void>
  /** The fields that the action is called with, when the session is over. */
  readonly closed: Promise<Record<string, string>>
  /** Every frame that came, with the time in milliseconds at which it did. */
  readonly frames: { at: number; frame: Record<string, unknown> }[]
  /** HTTP status of an upgrade that was refused. */
  refused: number | undefined
  /** What was spoken since the last look: the tokens of each utterance joined. */
  takeHeard(): string[]
  /** The same, left where it is. */
  hearing(): string[]
  state(): 'open' | 'closed'
  prompt(text: string, more?: { lang?: string; last?: boolean }): void
  dtmf(digit: string): void
  /** The caller speaks while something is being said. Speech that has not played yet is dropped, as on the telephone. */
  interrupt(utterance: string, ms?: number | string): void
  sendRaw(data: string): void
  /** The line between Twilio and us breaks. */
  drop(): void
}

const TEXT = new Set(['type', 'token', 'last', 'lang', 'interruptible', 'preemptible'])

export function openRelay(twilio: TwilioVoice, call: Record<string, string>, relay: Verb): RelayClient {
  const url = relay.attributes.url!
  const sessionId = `VX${crypto.randomUUID().replaceAll('-', '')}`
  const languages = new Set(
    relay.children.filter(({ name }) => name === 'Language').map((one) => one.attributes.code),
  )
  const socket = new WebSocket(url, {
    headers: { 'x-twilio-signature': signCall(twilio.authToken, url, {}), 'user-agent': 'Twilio.TmeWs/1.0' },
    perMessageDeflate: false,
  })
  const started = Date.now()
  let open = (): void => {}
  let close = (_fields: Record<string, string>): void => {}
  let handoffData: string | undefined
  let bad = 0
  let utterance = ''
  let heard: string[] = []
  const send = (frame: Record<string, unknown>) => socket.send(JSON.stringify(frame))
  const client: RelayClient = {
    sessionId,
    opened: new Promise((resolve) => (open = resolve)),
    closed: new Promise((resolve) => (close = resolve)),
    frames: [],
    refused: undefined,
    takeHeard: () => heard.splice(0),
    hearing: () => [...heard],
    state: () => (socket.readyState === WebSocket.OPEN ? 'open' : 'closed'),
    prompt: (voicePrompt, { lang = 'en-US', last = true } = {}) =>
      send({ type: 'prompt', voicePrompt, lang, last }),
    dtmf: (digit) => send({ type: 'dtmf', digit }),
    interrupt(utteranceUntilInterrupt, durationUntilInterruptMs = 460) {
      heard = []
      utterance = ''
      send({ type: 'interrupt', utteranceUntilInterrupt, durationUntilInterruptMs })
    },
    sendRaw: (data) => socket.send(data),
    drop: () => socket.terminate(),
  }

  function refuse(data: string): void {
    bad++
    if (bad >= BAD_FRAMES) return socket.close(1007, 'too many messages that are not understood')
    send({ type: 'error', description: `Invalid message received: ${data.slice(0, 200)}` })
  }

  function take(data: string): void {
    let frame: Record<string, unknown>
    try {
      frame = JSON.parse(data) as Record<string, unknown>
    } catch {
      return refuse(data)
    }
    client.frames.push({ at: performance.now(), frame })
    const { type } = frame
    if (
      type === 'text' &&
      typeof frame.token === 'string' &&
      Object.keys(frame).every((name) => TEXT.has(name))
    ) {
      if (frame.lang !== undefined && !languages.has(String(frame.lang))) return refuse(data)
      utterance += frame.token
      if (frame.last === true) {
        if (utterance !== '') heard.push(utterance)
        utterance = ''
      }
    } else if (type === 'language' && typeof frame.ttsLanguage === 'string') {
      if (!languages.has(frame.ttsLanguage)) return refuse(data)
    } else if (type === 'end') {
      // A string; anything else ends the session without it.
      if (typeof frame.handoffData !== 'string') return refuse(data)
      handoffData = frame.handoffData
      socket.close(1000)
    } else return refuse(data)
    bad = 0
  }

  socket.on('open', () => {
    send({
      type: 'setup',
      sessionId,
      callSid: call.CallSid,
      parentCallSid: '',
      from: call.From,
      to: call.To,
      forwardedFrom: call.To,
      callerName: '',
      direction: 'inbound',
      callType: 'PSTN',
      callStatus: 'RINGING',
      accountSid: call.AccountSid,
      customParameters: {},
    })
    open()
  })
  socket.on('message', (data, binary) => (binary ? refuse('binary') : take(String(data as Buffer))))
  socket.on('unexpected-response', (_request, response) => {
    client.refused = response.statusCode
    socket.terminate()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    open()
    const ended = handoffData !== undefined
    close({
      SessionId: sessionId,
      SessionStatus: ended ? 'ended' : 'failed',
      SessionDuration: String(Math.round((Date.now() - started) / 1000)),
      ...(ended ? { HandoffData: handoffData! } : { ErrorCode: '64105', ErrorMessage: 'WebSocket ended' }),
      CallStatus: 'in-progress',
    })
  })
  return client
}

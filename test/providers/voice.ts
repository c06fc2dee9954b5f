import { TwilioVoice, type Caller } from '../doubles/twilio/voice.ts'
import type { Provider } from './customer.ts'

const NUMBER = '+442079460000'

/** The telephone, by Twilio's Gather. A call begins with the first words and stays open. */
export async function voiceProvider(): Promise<Provider> {
  let server = ''
  const twilio = new TwilioVoice({
    voiceUrl: () => `${server}/channels/voice/incoming`,
    statusUrl: () => `${server}/channels/voice/status`,
  })
  const url = await twilio.rest.listen()
  return {
    settings: {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_URL: url,
      VOICE_NUMBER: NUMBER,
      VOICE_MODE: 'gather',
    },
    hosts: [new URL(url).host],
    async customer(at, number) {
      server = at
      let call: Caller | undefined
      let talk: Promise<void> = Promise.resolve()
      return {
        channel: 'voice',
        // One thing after the other: who speaks waits for the answer before they speak again.
        says: (text) => (talk = talk.catch(() => {}).then(() => speak(text))),
        async heard() {
          return [...(call?.heard ?? [])]
        },
      }

      async function speak(text: string): Promise<void> {
        if (!call || call.state === 'ended') {
          call = await twilio.call(`+4477009${String(number).padStart(5, '0')}`, NUMBER)
          await call.settled()
          call.takeHeard()
        }
        const heard = await call.say(text)
        // What `say` gives back has been heard.
        call.heard.unshift(...heard)
        if (call.error) throw new Error(call.error)
      }
    },
    close: () => twilio.close(),
  }
}

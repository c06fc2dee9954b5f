import type { Outgoing } from '../../src/contract/outgoing.ts'
import type { OfferedTemplate } from '../../src/contract/template.ts'

/** What the WhatsApp channel is told at its start. Nothing here is read from the environment. */
export interface WhatsAppSettings {
  cloud?: CloudSettings
  twilio?: TwilioSettings
  web?: WebSettings
  /** Templates of the Cloud API and of Twilio; an id such as `HX…` is one of Twilio's. */
  templates?: readonly OfferedTemplate[]
  /** The server's own address as providers reach it. Twilio fetches files from it and reports to it. */
  publicUrl?: string
  /** Signs addresses of files and guards the state of WhatsApp Web; 32 random bytes of its own. */
  key: Uint8Array
}

/** The Cloud API of Meta. */
export interface CloudSettings {
  phoneNumberId: string
  token: string
  appSecret: string
  /** What Meta repeats when the webhook is set up; without it that step is refused. */
  verifyToken?: string
  /** Such as `https://graph.facebook.com`. */
  url: string
  /** Such as `v24.0`. */
  version: string
}

export interface TwilioSettings {
  /** The WhatsApp number at Twilio, such as `+15551234567`. */
  from: string
  accountSid: string
  authToken: string
  /** Such as `https://api.twilio.com`. */
  url: string
}

/** An ordinary account by WhatsApp Web. */
export interface WebSettings {
  /** Folder of the sessions. */
  folder: string
  /** Names the session, and so the account. Default `main`. */
  clientId?: string
  /** Path of a Chromium. */
  browser?: string
}

/** Everything that takes long is bounded; in milliseconds. */
export interface Patience {
  /** For one request to a provider. */
  request: number
  /** For a message of several parts, waiting for the provider's rate included. Less than the engine gives a send. */
  send: number
}

export const patience: Patience = { request: 12_000, send: 24_000 }

export interface TransportParts {
  outgoing: Outgoing
  patience: Patience
}

import { JSDOM } from 'jsdom'

/** One element of TwiML. */
export interface Verb {
  name: string
  attributes: Record<string, string>
  text: string
  children: Verb[]
}

const WAY = ['action', 'method']
/** What Twilio's documents name: attributes and children, by verb. */
const SCHEMA: Record<string, { attributes: string[]; children: string[] }> = {
  Response: {
    attributes: [],
    children: ['Say', 'Pause', 'Gather', 'Redirect', 'Hangup', 'Dial', 'Enqueue', 'Leave', 'Connect'],
  },
  Say: { attributes: ['language', 'voice', 'loop'], children: [] },
  Pause: { attributes: ['length'], children: [] },
  Gather: {
    attributes: [
      ...WAY,
      'input',
      'timeout',
      'speechTimeout',
      'maxSpeechTime',
      'numDigits',
      'finishOnKey',
      'hints',
      'language',
      'bargeIn',
      'actionOnEmptyResult',
      'speechModel',
    ],
    children: ['Say', 'Pause'],
  },
  Redirect: { attributes: ['method'], children: [] },
  Hangup: { attributes: [], children: [] },
  Leave: { attributes: [], children: [] },
  Dial: {
    attributes: [...WAY, 'timeout', 'answerOnBridge', 'callerId'],
    children: ['Number', 'Sip', 'Queue'],
  },
  Number: { attributes: ['url', 'method'], children: [] },
  Sip: { attributes: ['url', 'method'], children: [] },
  Enqueue: { attributes: [...WAY, 'waitUrl', 'waitUrlMethod', 'maxQueueSize', 'workflowSid'], children: [] },
  Connect: { attributes: [...WAY], children: ['ConversationRelay'] },
  ConversationRelay: {
    attributes: [
      'url',
      'welcomeGreeting',
      'welcomeGreetingInterruptible',
      'language',
      'ttsLanguage',
      'transcriptionLanguage',
      'interruptible',
      'interruptSensitivity',
      'reportInputDuringAgentSpeech',
      'dtmfDetection',
      'preemptible',
      'partialPrompts',
      'speechTimeout',
      'hints',
      'events',
      'debug',
      'voice',
      'ttsProvider',
    ],
    children: ['Language', 'Parameter'],
  },
  Language: {
    attributes: ['code', 'voice', 'ttsProvider', 'transcriptionProvider', 'speechModel'],
    children: [],
  },
  Parameter: { attributes: ['name', 'value'], children: [] },
}
/** Characters of one Say, by Twilio's documents. */
const SAY_LENGTH = 4096

// One window for all of it: a new one for each document took 6 ms, three fifths of what the load's own process had to do.
const parser = new new JSDOM('').window.DOMParser()

/** Reads TwiML and refuses what Twilio would warn of or stumble over. */
export function readTwiml(xml: string): Verb[] {
  const { documentElement } = parser.parseFromString(xml, 'text/xml')
  const root = readVerb(documentElement)
  if (root.name !== 'Response') throw new Error(`TwiML begins with <Response>, not <${root.name}>`)
  return root.children
}

function readVerb(element: Element): Verb {
  const name = element.tagName
  const known = SCHEMA[name]
  if (!known) throw new Error(`<${name}> is no verb`)
  const attributes = Object.fromEntries([...element.attributes].map((one) => [one.name, one.value]))
  for (const attribute of Object.keys(attributes))
    if (!known.attributes.includes(attribute)) throw new Error(`<${name}> has no attribute ${attribute}`)
  const children = [...element.children].map(readVerb)
  for (const child of children)
    if (!known.children.includes(child.name)) throw new Error(`<${child.name}> may not stand in <${name}>`)
  const text = element.textContent ?? ''
  if (name === 'Say' && (text.trim() === '' || text.length > SAY_LENGTH))
    throw new Error('<Say> needs between 1 and 4096 characters')
  return { name, attributes, text, children }
}

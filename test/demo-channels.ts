import { setTimeout as sleep } from 'node:timers/promises'
import type { Customer } from './providers/customer.ts'
import { textsOf, type DoubleMessage, type SlackDouble } from './doubles/slack/index.ts'

/** A transcript on a terminal: who, and what they said. */
export type Tell = (who: string, text: string) => void

const PATIENCE_MS = 60_000
/** An answer may come in several messages. */
const QUIET_MS = 700
export const DESK_CHANNEL = 'C0HELPDESK'

/** Says something and waits for what comes back, until nothing more does. */
export async function ask(customer: Customer, text: string): Promise<string[]> {
  const before = (await customer.heard()).length
  await customer.says(text)
  return listen(customer, before)
}

/** What a customer hears behind the first `before` messages. */
export async function listen(customer: Customer, before: number): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS
  for (let count = before, quietSince = Date.now(); Date.now() < deadline; await sleep(100)) {
    const heard = await customer.heard()
    if (heard.length > count) [count, quietSince] = [heard.length, Date.now()]
    else if (count > before && Date.now() - quietSince >= QUIET_MS) return heard.slice(before)
  }
  throw new Error(`Nothing came back on ${customer.channel}.`)
}

/** The same question on every channel, as each shows the answer. */
export async function askEverywhere(
  customers: readonly Customer[],
  question: string,
  tell: Tell,
): Promise<void> {
  for (const customer of customers) {
    tell(`Ida, ${NAMES[customer.channel] ?? customer.channel}`, question)
    for (const text of await ask(customer, question)) tell('Larkmoor', text)
  }
}

const NAMES: Record<string, string> = {
  web: 'web chat',
  email: 'e-mail',
  whatsapp: 'WhatsApp',
  instagram: 'Instagram',
  voice: 'telephone',
}

/** A question that goes to a person, what she does in Slack, and the way back to the bot. */
export async function handOver(customer: Customer, slack: SlackDouble, tell: Tell): Promise<void> {
  const ana = slack.person('ana', [DESK_CHANNEL])
  const ben = slack.person('ben', [DESK_CHANNEL])
  const messages = () => slack.workspace.channel(DESK_CHANNEL).messages
  const roots = messages().length
  const says = async (text: string) => {
    tell('Ida, WhatsApp', text)
    for (const heard of await ask(customer, text)) tell('Larkmoor', heard)
  }
  await says('My coat arrived with a torn sleeve. Can somebody look at it?')
  const root = await until(() =>
    messages()
      .slice(roots)
      .find(({ thread_ts }) => thread_ts === undefined),
  )
  const place = { channel: DESK_CHANNEL, thread: root.ts }
  const thread = () => messages().filter(({ thread_ts }) => thread_ts === root.ts)
  tell('Slack', readable(root))

  const inThread = (words: RegExp) =>
    until(() => thread().find((message) => message.bot_id !== undefined && words.test(readable(message))))
  tell('Ana, Slack', '[presses “Claim”]')
  await ana.clicks('Claim', place)
  tell('Slack, in the thread', readable(await inThread(/ana has the conversation/)))
  const remark = 'That is the third torn sleeve this week. Do not tell customers before we know more.'
  tell('Ben, in the thread', remark)
  await ben.writes(remark, place)
  const before = (await customer.heard()).length
  const words = 'I am sorry about the sleeve! Please send a photo, and I will have a new coat sent to you.'
  tell('Ana, in the thread', `@bot send ${words}`)
  await ana.writes(`@bot send ${words}`, place)
  for (const heard of await listen(customer, before)) tell('Larkmoor', heard)

  const thanks = 'That is kind, thank you. I will take one tonight.'
  tell('Ida, WhatsApp', thanks)
  await customer.says(thanks)
  tell('Slack, in the thread', readable(await inThread(/That is kind/)))
  tell('Ana, Slack', '[presses “Back to the bot”]')
  await ana.clicks('Back to the bot', place)
  tell('Slack, in the thread', readable(await inThread(/back/i)))
  await says('What are 100 points worth?')
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
    const found = look()
    if (found !== undefined) return found
  }
  throw new Error('The desk did not show what was waited for.')
}

/** A message of Slack as people see it, in lines; its buttons in brackets. */
function readable(message: DoubleMessage): string {
  const buttons = message.blocks
    .flatMap(({ elements = [] }) => elements)
    .flatMap(({ type, text }) => (type === 'button' && typeof text === 'object' ? [text.text] : []))
  const lines = message.blocks.length > 0 ? textsOf(message).map(({ text }) => text) : [message.text]
  return [
    ...lines.filter((line) => !buttons.includes(line)).map(shown),
    ...(buttons.length > 0 ? [buttons.map((text) => `[${text}]`).join(' ')] : []),
  ].join('\n')
}

const EMOJI: Record<string, string> = {
  ':large_orange_circle:': '🟠',
  ':raising_hand:': '🙋',
  ':robot_face:': '🤖',
}

/** Slack's own marks as Slack shows them. */
function shown(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<([^|>\s]+)\|([^>]*)>/g, '$2')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replace(/:[a-z_]+:/g, (name) => EMOJI[name] ?? name)
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
}

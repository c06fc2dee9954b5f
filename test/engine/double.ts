import type { Accept, Channel, Receipt } from '../../src/contract/channel.ts'
import type { OfferedTemplate } from '../../src/contract/template.ts'
import type { Address, Content, Inbound } from '../../src/contract/message.ts'
import type { Answerer, Question, Reply } from '../../src/contract/answer.ts'

/** A channel whose provider is this object: it keeps what reached it, and behaves as it is told. */
export class TestChannel implements Channel {
  readonly name: string
  readonly limits = { textLength: 4000, textUnit: 'characters', choices: 3 } as const
  idempotentSend = false
  offered: OfferedTemplate[] = []
  /** What reached the shopper, in order. */
  reached: { address: Address; text: string; key: string }[] = []
  /** Runs before each send; may wait, throw, or give the receipt. */
  before: (content: Content, key: string) => Promise<Receipt | undefined> = async () => undefined
  /** Runs after a message reached the shopper and before the sender is told. */
  after: () => Promise<Receipt | undefined> = async () => undefined

  constructor(name = 'test') {
    this.name = name
  }
  templates(): readonly OfferedTemplate[] {
    return this.offered
  }
  async start(_accept: Accept): Promise<void> {}
  async stop(): Promise<void> {}
  async send(address: Address, content: Content, key: string): Promise<Receipt> {
    const instead = await this.before(content, key)
    if (instead) return instead
    // A provider with idempotency keys takes a key once.
    if (!(this.idempotentSend && this.reached.some((sent) => sent.key === key)))
      this.reached.push({ address, text: content.text, key })
    return (await this.after()) ?? { outcome: 'sent', externalId: `p-${this.reached.length}` }
  }
  get texts(): string[] {
    return this.reached.map((sent) => sent.text)
  }
}

/** Answers with what was asked, so that a test sees what the engine gave it. */
export class EchoAnswerer implements Answerer {
  asked: Question[] = []
  shape: (question: Question) => Partial<Reply> | Promise<Partial<Reply>> = () => ({})
  async answer(question: Question): Promise<Reply> {
    this.asked.push(question)
    const id = `trace-${crypto.randomUUID()}`
    return {
      outcome: 'answer',
      content: { text: `re: ${question.texts.join(' | ')}`, citations: [], choices: [] },
      citations: [],
      confidence: 0.9,
      language: 'en',
      trace: { id, at: '2026-01-02T03:04:05.000Z', edition: 1, risk: 0.02, composer: 'none', parts: [] },
      ...(await this.shape(question)),
    }
  }
}

let count = 0

/** A text message of the thread `t`, a second after the one before. */
export function inbound(text: string, more: Partial<Inbound> = {}): Inbound {
  count++
  return {
    channel: 'test',
    account: 'shop',
    thread: 't',
    externalId: `m-${count}`,
    kind: 'text',
    from: { id: 'shopper-1', name: 'Sam' },
    at: new Date(Date.UTC(2026, 0, 1) + count * 1000).toISOString(),
    text,
    attachments: [],
    ...more,
  }
}

import type {
  Agent,
  DeskCase,
  DeskEvent,
  DeskNews,
  DeskWork,
  OtherWays,
  Verdict,
} from '../../src/contract/desk.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Content, OutgoingFile } from '../../src/contract/message.ts'

export interface Sent {
  handoff: number
  agent: Agent
  content: Content
  key: string
}

/** A case with everything in it. */
export function aCase(handoff: number, more: Partial<DeskCase> = {}): DeskCase {
  return {
    channel: 'whatsapp',
    account: 'shop',
    thread: '491701234567',
    handoff,
    conversation: handoff,
    shopper: { id: '491701234567', name: 'Sam' },
    language: 'en',
    question: 'Can I return an opened mattress?',
    reason: 'not_sure',
    because: 'The wiki says two different things about opened mattresses.',
    openedAt: '2026-03-01T10:00:00.000Z',
    transcript: [
      { who: 'shopper', name: 'Sam', at: '2026-03-01T09:59:00.000Z', text: 'Hello', attachments: [] },
      { who: 'bot', at: '2026-03-01T09:59:05.000Z', text: 'Hello! How can I help?', attachments: [] },
      {
        who: 'shopper',
        name: 'Sam',
        at: '2026-03-01T10:00:00.000Z',
        text: 'Can I return an opened mattress?',
        attachments: [],
      },
    ],
    windowClosesAt: new Date(Date.now() + 23.5 * 3_600_000).toISOString(),
    passages: [
      {
        title: 'Returns',
        heading: ['Mattresses'],
        url: 'https://wiki.example/returns',
        text: 'Opened mattresses may be returned within 100 nights.',
        score: 0.8,
      },
    ],
    draft: 'Yes, within **100 nights**.',
    traceId: 'trace-1',
    ...more,
  }
}

/** The engine's side in memory: who has which handoff, what was sent, and a feed that the desk is told in order. */
export class MemoryWork implements DeskWork {
  readonly cases = new Map<number, DeskCase>()
  readonly owners = new Map<number, Agent>()
  readonly resolved = new Set<number>()
  sent: Sent[] = []
  mailed: Sent[] = []
  ways: OtherWays = { templates: [] }
  verdicts: { handoff: number; agent: Agent; verdict: Verdict }[] = []
  /** Everything that was asked for. */
  asked: string[] = []
  /** Runs before a claim is done; may wait. */
  beforeClaim: () => Promise<void> = async () => {}
  beforeSend: () => Promise<void> = async () => {}
  may: (files: readonly OutgoingFile[]) => { may: boolean; why?: string } = () => ({ may: true })
  take: (event: DeskEvent) => Promise<void> = async () => {}
  /** What the desk rejected, to be told again. */
  rejections: unknown[] = []
  private id = Math.floor(Math.random() * 1e9)
  private feed: Promise<void> = Promise.resolve()

  /** Tells the desk, in order, as often as it takes. */
  tell(handoff: number, ...news: DeskNews[]): Promise<void> {
    for (const one of news) {
      const event = this.event(handoff, one)
      this.feed = this.feed.then(() => this.until(event))
    }
    return this.feed
  }

  /** Until the desk was told everything. */
  idle(): Promise<void> {
    return this.feed
  }

  event(handoff: number, news: DeskNews): DeskEvent {
    return { id: ++this.id, handoff, conversation: handoff, at: new Date().toISOString(), news }
  }

  private async until(event: DeskEvent): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      try {
        return await this.take(event)
      } catch (error) {
        this.rejections.push(error)
      }
    }
    throw new Error('The desk did not take an event in ten tries.')
  }

  async case(handoff: number): Promise<DeskCase> {
    const found = this.cases.get(handoff)
    if (!found) throw new TributaryError('handoff.unknown', 'There is no such handoff.')
    return found
  }

  async claim(handoff: number, agent: Agent): Promise<void> {
    this.asked.push(`claim ${agent.name}`)
    const owner = this.owners.get(handoff)
    if (this.resolved.has(handoff)) throw new TributaryError('handoff.resolved', 'This handoff is done.')
    if (owner && owner.id !== agent.id)
      throw new TributaryError('conversation.claimed', `${owner.name} has this conversation already.`)
    this.owners.set(handoff, agent)
    await this.beforeClaim()
    if (!owner) void this.tell(handoff, { kind: 'claimed', agent })
  }

  async release(handoff: number, agent: Agent): Promise<void> {
    this.asked.push(`release ${agent.name}`)
    this.held(handoff, agent)
    this.end(handoff)
    void this.tell(handoff, { kind: 'released', agent })
  }

  async resolve(handoff: number, agent: Agent): Promise<void> {
    this.asked.push(`resolve ${agent.name}`)
    if (this.owners.has(handoff)) this.held(handoff, agent)
    this.end(handoff)
    void this.tell(handoff, { kind: 'resolved', agent })
  }

  async send(handoff: number, agent: Agent, content: Content, key: string): Promise<void> {
    this.asked.push(`send ${agent.name}`)
    await this.beforeSend()
    if (this.sent.some((one) => one.key === key)) return
    this.held(handoff, agent)
    this.sent.push({ handoff, agent, content, key })
    this.saying(handoff, agent, content, key)
  }

  async sendByEmail(handoff: number, agent: Agent, content: Content, key: string): Promise<void> {
    if (this.mailed.some((one) => one.key === key)) return
    this.held(handoff, agent)
    if (this.ways.email === undefined) throw new TributaryError('input.invalid', 'There is no address.')
    this.mailed.push({ handoff, agent, content, key })
    this.saying(handoff, agent, content, key, 'email')
  }

  async otherWays(): Promise<OtherWays> {
    return this.ways
  }

  private saying(handoff: number, agent: Agent, { text }: Content, key: string, channel?: string): void {
    const said = {
      who: 'agent' as const,
      name: agent.name,
      at: new Date().toISOString(),
      text,
      attachments: [],
      ...(channel === undefined ? {} : { channel }),
    }
    void this.tell(handoff, { kind: 'saying', key, said })
  }

  async verdict(handoff: number, agent: Agent, verdict: Verdict): Promise<void> {
    this.verdicts.push({ handoff, agent, verdict })
  }

  async maySend(_handoff: number, files: readonly OutgoingFile[]): Promise<{ may: boolean; why?: string }> {
    return this.may(files)
  }

  async linkCode(handoff: number, agent: Agent): Promise<{ code: string; expiresAt: string }> {
    this.held(handoff, agent)
    return { code: '482913', expiresAt: new Date(Date.now() + 600_000).toISOString() }
  }

  private held(handoff: number, agent: Agent): void {
    if (this.owners.get(handoff)?.id !== agent.id)
      throw new TributaryError('conversation.not_claimed', `${agent.name} does not have this conversation.`)
  }

  private end(handoff: number): void {
    this.owners.delete(handoff)
    this.resolved.add(handoff)
  }
}

import type { Desk, DeskEvent, DeskNews, DeskWork } from '../../src/contract/desk.ts'

/** A desk that keeps what it was told, and behaves as it is told. */
export class RecordingDesk implements Desk {
  readonly name = 'recording'
  work: DeskWork | undefined
  events: DeskEvent[] = []
  /** Runs before an event is kept; may wait or throw. */
  before: (event: DeskEvent) => Promise<void> = async () => {}
  /** Runs after it was kept, and before the engine is told. */
  after: (event: DeskEvent) => Promise<void> = async () => {}

  async start(work: DeskWork): Promise<void> {
    this.work = work
  }
  async take(event: DeskEvent): Promise<void> {
    await this.before(event)
    this.events.push(event)
    await this.after(event)
  }
  async stop(): Promise<void> {}

  /** What a handoff was told, in order. */
  news(handoff?: number): DeskNews[] {
    return this.events
      .filter((event) => handoff === undefined || event.handoff === handoff)
      .map((event) => event.news)
  }
  kinds(handoff?: number): string[] {
    return this.news(handoff).map((news) => (news.kind === 'delivery' ? `delivery ${news.state}` : news.kind))
  }
  clear(): void {
    this.events = []
    this.before = async () => {}
    this.after = async () => {}
  }
}

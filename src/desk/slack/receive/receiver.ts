import type { App } from '@slack/bolt'
import type { Body } from './body.ts'

/**
 * Bolt's receiver for what is verified and kept already, by whichever way it came: it hands a body to Bolt, whose listeners do the
 * work. Nothing is acknowledged from here, since that was done when the body was kept.
 */
export class KeptReceiver {
  private app: Pick<App, 'processEvent'> | undefined

  init(app: App): void {
    this.app = app
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  /** Rejects when the work failed. */
  async process(body: Body): Promise<void> {
    await this.app?.processEvent({ body, ack: async () => {} })
  }
}

import type { App } from '@slack/bolt'
import type { WebhookRequest, WebhookResponse } from '../../contract/channel.ts'
import type { Desk, DeskEvent, DeskWork } from '../../contract/desk.ts'
import { TributaryError } from '../../contract/errors.ts'
import { onAction, onChange, onGivenUp, onMention, onShortcut, onSubmission } from './act/handlers.ts'
import type { ActParts } from './act/actor.ts'
import { createPeople } from './act/people.ts'
import { createApi } from './api.ts'
import { boundedFetch } from './fetch.ts'
import { asFailure } from './feed/failure.ts'
import { take } from './feed/take.ts'
import { PACE_MS } from './limits.ts'
import { boltLogger } from './logger.ts'
import type { SlackDeskOptions } from './parts.ts'
import { admit } from './receive/admit.ts'
import type { Body } from './receive/body.ts'
import { SHORTCUT, WINDOWS } from './receive/classify.ts'
import { answer } from './receive/http.ts'
import { KeptReceiver } from './receive/receiver.ts'
import { createSocket, type Socket } from './receive/socket.ts'
import { createWorker, type Worker } from './receive/worker.ts'

/** A desk that Slack calls. */
export interface SlackDesk extends Desk {
  readonly webhookBytes: number
  handle(request: WebhookRequest): Promise<WebhookResponse>
}

const WEBHOOK_BYTES = 1024 * 1024
const TIMEOUT_MS = 10_000
const PART = 'Slack'

interface Running {
  parts: ActParts
  worker: Worker
  socket: Socket | undefined
  startWork(work: { key: string; body: Body }): void
}

/**
 * The desk in Slack. Bolt is imported here, so it costs nothing where the desk is off.
 * @throws config.invalid when Slack could not reach it in any way
 */
export async function createSlackDesk(options: SlackDeskOptions): Promise<SlackDesk> {
  const { signingSecret, appToken, log, trouble } = options
  if (signingSecret === undefined && appToken === undefined)
    throw new TributaryError(
      'config.invalid',
      'The desk needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode).',
    )
  const bolt = await import('@slack/bolt')
  const logger = boltLogger(log, bolt.LogLevel.WARN)
  const clientOptions = {
    slackApiUrl: options.apiUrl.endsWith('/') ? options.apiUrl : `${options.apiUrl}/`,
    fetch: boundedFetch(options.outgoing, TIMEOUT_MS),
    retryConfig: { retries: 3, minTimeout: 100, factor: 2 },
    allowAbsoluteUrls: false,
    logger,
  }
  const client = new bolt.webApi.WebClient(options.botToken, clientOptions)
  const api = createApi(client)
  let running: Running | undefined

  const open = (work: DeskWork): Running => {
    const receiver = new KeptReceiver()
    const app = new bolt.App({
      receiver,
      logger,
      clientOptions,
      convoStore: false,
      // Not a token: Bolt would ask Slack who it is at every event, and let events wait for the answer.
      authorize: async () => ({ botToken: options.botToken }),
    })
    const people = createPeople(api, options.clock)
    const parts: ActParts = { ...options, api, work, people, paceMs: options.paceMs ?? PACE_MS }
    listen(app, parts)
    const process = (body: Body) => receiver.process(body)
    const worker = createWorker({ db: options.db, log, process, giveUp: (body) => onGivenUp(parts, body) })
    const startWork = (one: { key: string; body: Body }) => worker.take({ ...one, attempts: 1 })
    if (appToken === undefined) return { parts, worker, socket: undefined, startWork }
    const socketReceiver = new bolt.SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions },
    })
    const socket = createSocket({
      receiver: socketReceiver,
      admit: (body) => admit(parts, body),
      start: startWork,
      log,
      ...(trouble === undefined ? {} : { trouble }),
    })
    return { parts, worker, socket, startWork }
  }

  return {
    name: 'slack',
    webhookBytes: WEBHOOK_BYTES,
    async start(work) {
      try {
        await api.identity()
        trouble?.(PART)
      } catch (error) {
        const failure = asFailure(error)
        trouble?.(PART, failure)
        // The shoppers are answered all the same. Slack may be back in a minute, and handoffs wait for it.
        log.error(
          { code: failure.code, error: failure.message, advice: failure.advice },
          'the desk has no connection to Slack',
        )
      }
      running = open(work)
      running.worker.start()
      await running.socket?.open()
    },
    async take(event: DeskEvent) {
      if (!running) throw new TributaryError('slack.busy', 'The desk is not started.')
      try {
        await take(running.parts, event)
        trouble?.(PART)
      } catch (error) {
        const failure = asFailure(error)
        if (failure.code !== 'slack.busy') trouble?.(PART, failure)
        throw failure
      }
    },
    async handle(request) {
      const now = running
      if (!now) throw new TributaryError('slack.busy', 'The desk is not started.')
      if (signingSecret === undefined) return { status: 404 }
      return answer(request, {
        verify: bolt.verifySlackRequest,
        signingSecret,
        admit: (body) => admit(now.parts, body),
        count: (reason) => now.parts.count([{ reason }]),
        clock: options.clock,
        start: now.startWork,
      })
    },
    async stop() {
      const now = running
      running = undefined
      await now?.socket?.close()
      await now?.worker.stop()
    },
  }
}

/** What Bolt hands to whom. */
function listen(app: App, parts: ActParts): void {
  app.event('app_mention', ({ event }) => onMention(parts, event))
  app.event('message', ({ event }) => onChange(parts, event))
  app.action(/^desk_/, ({ body }) => onAction(parts, body))
  app.shortcut(SHORTCUT, ({ shortcut }) => onShortcut(parts, shortcut))
  for (const view of WINDOWS) app.view(view, ({ body }) => onSubmission(parts, body))
  app.error(async (error) => {
    throw error.original ?? error
  })
}

import type { Accept, AcceptResult } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Ignored, Inbound } from '../../src/contract/message.ts'
import type { Heard } from './heard.ts'
import { withLinks, type LinkParts } from './media.ts'
import { recognise } from './offers.ts'
import { createPeople } from './people.ts'
import type { TakeIn } from './transport.ts'

export interface IntakeParts {
  db: Database
  links: LinkParts
  /** Where the channel is reached; without it the desk gets no links to files. */
  ownUrl: string | undefined
  /** Accounts that are set up here. */
  accounts: { has(account: string): boolean }
}

/** The way of what was heard to the engine. */
export interface Intake {
  start(accept: Accept): void
  /** Hands it on, each message in its person's thread; resolves when it is committed. Rejects before the start and after the stop. */
  take: TakeIn
  /** Takes nothing more, and settles what is in flight. */
  stop(): Promise<void>
}

export function createIntake({ db, links, ownUrl, accounts }: IntakeParts): Intake {
  const people = createPeople(db)
  const inFlight = new Set<Promise<unknown>>()
  let accept: Accept | undefined

  async function store(
    to: Accept,
    heard: readonly Heard[],
    ignored: readonly Ignored[],
  ): Promise<AcceptResult> {
    const ours = heard.filter(({ message }) => accounts.has(message.account))
    const others = Array.from({ length: heard.length - ours.length }, () => ({
      reason: 'for a number that is not set up here',
    }))
    const known: Heard[] = []
    for (const account of new Set(ours.map(({ message }) => message.account))) {
      const of = ours.filter(({ message }) => message.account === account)
      known.push(...(await recognise(db, account, await people.settle(account, of))))
    }
    return handOver(to, known.map(linked), [...ignored, ...others])
  }

  function linked({ message, media }: Heard): Inbound {
    if (!media || ownUrl === undefined) return message
    const { account, attachments } = message
    return { ...message, attachments: withLinks(links, ownUrl, account, attachments, media) }
  }

  return {
    start(to) {
      accept = to
    },
    async take(heard, ignored) {
      if (!accept) throw new Error('the channel is not started')
      const work = store(accept, heard, ignored)
      inFlight.add(work)
      try {
        return await work
      } finally {
        inFlight.delete(work)
      }
    },
    async stop() {
      accept = undefined
      await Promise.allSettled(inFlight)
    },
  }
}

/** One that can never be stored is counted and let go: it would keep out all others, which come with it again and again. */
async function handOver(to: Accept, messages: Inbound[], ignored: Ignored[]): Promise<AcceptResult> {
  try {
    return await to(messages, ignored)
  } catch (error) {
    if (!isInvalid(error)) throw error
  }
  const all: AcceptResult = { stored: [], duplicates: [] }
  const left = [...ignored]
  for (const message of messages)
    try {
      const { stored, duplicates } = await to([message])
      all.stored.push(...stored)
      all.duplicates.push(...duplicates)
    } catch (error) {
      if (!isInvalid(error)) throw error
      left.push({ reason: 'message that cannot be stored' })
    }
  await to([], left)
  return all
}

function isInvalid(error: unknown): boolean {
  return error instanceof TributaryError && error.code === 'message.invalid'
}

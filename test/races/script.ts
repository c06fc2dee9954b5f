import * as fc from 'fast-check'
import { accept } from '../../src/engine/accept.ts'
import { deliver } from '../../src/engine/deliver.ts'
import { release } from '../../src/engine/giveback.ts'
import { claim, sendAsAgent } from '../../src/engine/handoff.ts'
import { Stale } from '../../src/engine/commit.ts'
import { turn } from '../../src/engine/turn.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Inbound } from '../../src/contract/message.ts'
import { person } from '../engine/bench.ts'
import { HUMAN, Lost, type Fault, type World } from './world.ts'

/** What each party does, each in its own order; how the orders mix is the scheduler's. */
export interface Script {
  /** Messages of the shopper; a redelivery follows where the provider was not told. */
  messages: number
  /** An answer to an earlier message is on its way already. */
  answered: boolean
  workers: ('turn' | 'deliver')[][]
  agents: ('claim' | 'send' | 'release')[][]
  faults: Fault[]
}

const steps = <T>(values: readonly T[], most: number) =>
  fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: most, size: 'max' })

export const scripts: fc.Arbitrary<Script> = fc.record({
  messages: fc.integer({ min: 1, max: 3 }),
  answered: fc.boolean(),
  workers: fc.array(steps(['turn', 'deliver', 'deliver'] as const, 5), { minLength: 1, maxLength: 2 }),
  agents: fc.array(steps(['claim', 'claim', 'send', 'send', 'release'] as const, 5), {
    minLength: 1,
    maxLength: 2,
  }),
  faults: fc.array(
    fc.constantFrom<Fault>(...Array.from({ length: 10 }, () => 'none' as const), 'before', 'behind'),
    { minLength: 20, maxLength: 80, size: 'max' },
  ),
})

const ATTEMPT = { number: 1, signal: new AbortController().signal }
const AGAIN = 8

/** Repeats what a broken connection interrupted, as providers, queues and agents do. */
async function persist(work: () => Promise<unknown>): Promise<void> {
  for (let times = 0; times < AGAIN; times++) {
    try {
      await work()
      return
    } catch (error) {
      if (!(error instanceof Lost)) throw error
    }
  }
}

/** Plays the script; resolves when all parties are done. Returns the keys of agents' messages that were taken. */
export async function play(
  world: World,
  script: Script,
  conversation: number,
  messages: readonly Inbound[],
): Promise<Set<string>> {
  const sent = new Set<string>()
  const shopper = async () => {
    for (const message of messages) await persist(() => accept(world.as('shopper'), [message]))
  }
  const worker = async (actions: Script['workers'][number], n: number) => {
    for (const action of actions) {
      const name = `worker ${n}`
      const parts = world.as(name)
      try {
        if (action === 'turn') await turn(parts, conversation, ATTEMPT)
        else await deliver(parts, conversation, ATTEMPT)
        world.done(name)
      } catch (error) {
        await world.died(name, conversation)
        // The queue runs it again later: the calm end of each run does.
        if (!(error instanceof Lost || error instanceof Stale)) throw error
      }
    }
  }
  const agent = async (actions: Script['agents'][number], n: number) => {
    const who = person(`agent-${n}`)
    const parts = world.as(who.id)
    // People give back what they were shown as theirs.
    let mine = false
    for (const [at, action] of actions.entries()) {
      try {
        if (action === 'claim')
          await persist(async () => {
            await claim(parts, conversation, who)
            mine = true
            world.events.push({ what: 'taken', agent: who.id })
          })
        if (action === 'send') {
          const key = `${conversation}-${n}-${at}`
          await persist(async () => {
            await sendAsAgent(
              parts,
              conversation,
              who,
              { text: `${HUMAN}${key}`, citations: [], choices: [] },
              key,
            )
            sent.add(key)
          })
        }
        if (action === 'release' && mine)
          await persist(async () => {
            mine = false
            world.events.push({ what: 'giving back' })
            await release(parts, conversation)
          })
      } catch (error) {
        const told = error instanceof TributaryError && error.code.startsWith('conversation.')
        if (!told) throw error
      }
    }
  }
  await Promise.all([shopper(), ...script.workers.map(worker), ...script.agents.map(agent)])
  return sent
}

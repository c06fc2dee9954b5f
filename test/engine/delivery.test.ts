import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accept } from '../../src/engine/accept.ts'
import { sweepStatuses } from '../../src/engine/delivery.ts'
import { claim } from '../../src/engine/handoff.ts'
import { ignoredLately } from '../../src/engine/ignored.ts'
import type { DeliveryState, Inbound } from '../../src/contract/message.ts'
import { openBench, person, wakes, type Bench } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  await bench.clear()
  await bench.parts.ignored.flush()
  await bench.db.query('TRUNCATE ignored')
})
afterAll(() => bench.db.close())

let count = 0
/** The bot answers; its message became these of the provider's. */
async function answered(...ids: string[]): Promise<number> {
  const id = await bench.take(inbound(`question ${++count}`))
  await bench.turn(id)
  bench.channel.after = async () => ({ outcome: 'sent', externalId: ids.at(-1)!, parts: ids })
  await bench.deliver(id)
  bench.channel.after = async () => undefined
  return id
}

function status(part: string, state: DeliveryState, more: Partial<Inbound> = {}): Inbound {
  return inbound('', {
    externalId: `${part}:${state}`,
    kind: 'status',
    replyTo: part,
    status: { state, ...(state === 'failed' ? { reason: '131026 undeliverable' } : {}) },
    ...more,
  })
}
const tell = (...statuses: Inbound[]) => accept(bench.parts, statuses)
const row = async (id: number) => (await bench.outbox(id)).at(-1)!
const handoffs = () => bench.db.query<{ reason: string }>('SELECT reason FROM handoff ORDER BY id')
const storedStatuses = () => bench.db.query(`SELECT external_id FROM message WHERE kind = 'status'`)
async function ignored() {
  await bench.parts.ignored.flush()
  return ignoredLately(bench.db)
}

describe('a status', () => {
  it('moves its message forward only', async () => {
    const id = await answered('a')
    await tell(status('a', 'delivered'))
    expect(await row(id)).toMatchObject({ state: 'sent', delivery: 'delivered' })
    await tell(status('a', 'sent'))
    await tell(status('a', 'failed'))
    expect(await row(id)).toMatchObject({ delivery: 'delivered', delivery_reason: null })
    const read = status('a', 'read')
    await tell(read)
    await tell(status('a', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'read', delivery_at: new Date(read.at) })
    expect(await handoffs()).toEqual([])
  })

  it('counts for the part that has come least far', async () => {
    const id = await answered('a', 'b', 'c')
    await tell(status('a', 'read'), status('b', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'sent' })
    await tell(status('c', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'delivered' })
    await tell(status('b', 'read'), status('c', 'read'))
    expect(await row(id)).toMatchObject({ delivery: 'read' })
  })

  it('of several in one burst takes the furthest', async () => {
    const id = await answered('a')
    await tell(status('a', 'read'), status('a', 'sent'), status('a', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'read' })
  })

  it('is all the same again', async () => {
    const id = await answered('a')
    for (let times = 0; times < 3; times++) await tell(status('a', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'delivered' })
    expect(await storedStatuses()).toEqual([])
  })

  it('finds its way when ten come at the same moment', async () => {
    const ids = Array.from({ length: 10 }, (_, n) => `part-${n}`)
    const id = await answered(...ids)
    await Promise.all(ids.map((part) => tell(status(part, 'read'))))
    expect(await row(id)).toMatchObject({ delivery: 'read' })
  })

  it('asks for no turn and makes no conversation', async () => {
    const before = wakes(bench, 'turn')
    await tell(status('a', 'read', { thread: 'nobody' }))
    expect(wakes(bench, 'turn')).toBe(before)
    expect(await bench.db.query('SELECT 1 AS one FROM conversation')).toEqual([])
    expect(await ignored()).toEqual([
      { channel: 'test', reason: 'status of a message that is not ours', count: 1 },
    ])
  })

  it('of somebody else’s message in a known conversation is counted as ignored', async () => {
    const id = await answered('a')
    await bench.db.query(`UPDATE outbox SET settled_at = now() - interval '5 minutes'`)
    expect(await tell(status('written-in-the-app', 'read'))).toEqual({ stored: [], duplicates: [] })
    expect(await storedStatuses()).toEqual([])
    expect(await row(id)).toMatchObject({ delivery: null })
    expect(await ignored()).toMatchObject([{ count: 1 }])
  })

  it('without a message or a state is counted as ignored', async () => {
    await tell(inbound('', { kind: 'status' }), inbound('', { kind: 'status', replyTo: 'a' }))
    expect(await ignored()).toEqual([{ channel: 'test', reason: 'status without a message', count: 2 }])
  })

  it('comes with messages in one burst', async () => {
    const id = await answered('a')
    const hello = inbound('hello')
    const read = status('a', 'read')
    expect((await tell(read, hello)).stored).toEqual([hello.externalId, read.externalId])
    expect(await row(id)).toMatchObject({ delivery: 'read' })
  })
})

describe('a status before its message is recorded as sent', () => {
  it('waits, and counts then', async () => {
    const id = await bench.take(inbound('hello'))
    await bench.turn(id)
    bench.channel.after = async () => {
      await tell(status('early', 'delivered'), status('early', 'read'))
      expect(await storedStatuses()).toHaveLength(2)
      return { outcome: 'sent', externalId: 'early' }
    }
    await bench.deliver(id)
    expect(await row(id)).toMatchObject({ state: 'sent', delivery: 'read' })
    expect(await storedStatuses()).toEqual([])
    expect(await ignored()).toEqual([])
  })

  it('hands off then, when it failed', async () => {
    const id = await bench.take(inbound('hello'))
    await bench.turn(id)
    bench.channel.after = async () => {
      await tell(status('early', 'failed'))
      return { outcome: 'sent', externalId: 'early' }
    }
    await bench.deliver(id)
    expect(await row(id)).toMatchObject({ delivery: 'failed', delivery_reason: '131026 undeliverable' })
    expect(await handoffs()).toEqual([{ reason: 'send_failed' }])
  })

  it('is found by the sweep, when neither saw the other', async () => {
    const id = await answered('a')
    await bench.db.query('ALTER TABLE outbox_part RENAME TO hidden')
    await bench.db.query('CREATE TABLE outbox_part (LIKE hidden)')
    await tell(status('a', 'delivered'))
    await bench.db.query('DROP TABLE outbox_part')
    await bench.db.query('ALTER TABLE hidden RENAME TO outbox_part')
    expect(await storedStatuses()).toHaveLength(1)
    expect(await sweepStatuses(bench.parts)).toBe(1)
    expect(await row(id)).toMatchObject({ delivery: 'delivered' })
    expect(await sweepStatuses(bench.parts)).toBe(0)
  })
})

describe('a message that was not delivered', () => {
  it('of the bot goes to a person', async () => {
    const id = await answered('a', 'b')
    await tell(status('a', 'delivered'), status('b', 'failed'))
    expect(await row(id)).toMatchObject({
      state: 'sent',
      delivery: 'failed',
      delivery_reason: '131026 undeliverable',
    })
    expect(await handoffs()).toEqual([{ reason: 'send_failed' }])
    await tell(status('b', 'failed'))
    expect(await handoffs()).toHaveLength(1)
  })

  it('does not, when a person has the conversation already', async () => {
    const id = await answered('a')
    await claim(bench.parts, id, person('anna'))
    await tell(status('a', 'failed'))
    expect(await row(id)).toMatchObject({ delivery: 'failed' })
    expect((await handoffs()).filter(({ reason }) => reason === 'send_failed')).toEqual([])
  })

  it('may turn out to have been delivered', async () => {
    const id = await answered('a')
    await tell(status('a', 'failed'))
    await tell(status('a', 'delivered'))
    expect(await row(id)).toMatchObject({ delivery: 'delivered', delivery_reason: null })
  })
})

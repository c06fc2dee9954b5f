import type { Database } from '../contract/database.ts'
import type { Embedder } from '../contract/knowledge.ts'
import type { Log } from '../contract/log.ts'
import { linesOf, REMEMBERED, type Line, type UnitVectors } from '../answer/read/index.ts'
import {
  claimUnits,
  releaseUnits,
  saveUnits,
  unitsBelow,
  unitsState,
  type DuePassage,
} from '../../knowledge/embed/units.ts'

export interface UnitWorkerParts {
  db: Database
  embedder: Embedder
  /** Memory of the process that answers: what it knows is not embedded again, and it learns what is. */
  vectors: UnitVectors
  log: Log
}

/** Embeds the units of passages before anybody asks about them. Never rejects: what fails is logged, and tried again later. */
export interface UnitWorker {
  /** Reads into memory what is stored. */
  preload(): Promise<void>
  /** Works off what is due where something has changed since it last looked; joins a run that is under way. */
  run(): Promise<void>
  /** Ends after the few lines under way, and gives back what it had claimed. */
  stop(): Promise<void>
}

/** Passages claimed at a time. */
const CLAIMED = 8
/** Lines embedded at a time: a question that comes meanwhile waits for no more than these, some 50 ms. */
const AT_A_TIME = 6
/** Passages whose vectors are read at a time, about 10 each. */
const PRELOADED = 50
const PROGRESS_MS = 30_000

export function createUnitWorker({ db, embedder, vectors, log }: UnitWorkerParts): UnitWorker {
  const ending = new AbortController()
  const { signal } = ending
  const { space } = embedder
  let finished: string | undefined
  let running: Promise<void> | undefined
  let loading: Promise<void> | undefined
  let again = false

  const ended = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  /** A crawl's batches may be waiting before ours: who ends does not wait for them. */
  function unlessEnding<T>(result: Promise<T>): Promise<T | undefined> {
    return Promise.race([result, ended])
  }

  async function passage({ id, title, text }: DuePassage): Promise<number> {
    const lines = new Map(linesOf(title, text).map((line) => [line.hash, line]))
    const missing = [...lines.values()].filter(({ hash }) => !vectors.peek(hash))
    const units = new Map<string, Float32Array>()
    for (const { hash } of lines.values()) {
      const vector = vectors.peek(hash)
      if (vector) units.set(hash, vector)
    }
    for (let at = 0; at < missing.length; at += AT_A_TIME) {
      if (signal.aborted) return 0
      const some = missing.slice(at, at + AT_A_TIME)
      const fresh = await unlessEnding(embedder.embed(some.map(lineText), 'background'))
      if (!fresh) return 0
      some.forEach(({ hash }, index) => units.set(hash, fresh[index]!))
    }
    await saveUnits(
      db,
      space,
      id,
      Array.from(units, ([hash, vector]) => ({ hash, vector })),
    )
    for (const [hash, vector] of units) vectors.keep(hash, vector)
    return units.size
  }

  /** Whether nothing was left to others. */
  async function walk(): Promise<void> {
    const started = performance.now()
    let told = started
    let passages = 0
    let units = 0
    let above = 0
    while (!signal.aborted) {
      const due = await claimUnits(db, space, above, CLAIMED)
      if (due.length === 0) break
      above = due.at(-1)!.id
      const mine = due.filter((one) => one.mine)
      const open = new Set(mine.map(({ id }) => id))
      try {
        for (const one of mine) {
          if (signal.aborted) break
          units += await passage(one)
          if (signal.aborted) break
          open.delete(one.id)
          passages++
        }
      } finally {
        if (signal.aborted) await releaseUnits(db, space, [...open])
      }
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now()
        log.info({ passages, units }, 'embedding ahead of questions')
      }
    }
    if (passages > 0)
      log.info(
        { passages, units, ms: Math.round(performance.now() - started) },
        'passages are embedded ahead of questions',
      )
  }

  async function work(): Promise<void> {
    try {
      do {
        again = false
        const { state, claims } = await unitsState(db, space)
        if (state === finished && !claims) continue
        await walk()
        finished = state
      } while (again && !signal.aborted)
    } catch (error) {
      if (!signal.aborted)
        log.warn(
          { error: String(error) },
          'passages were not embedded ahead of questions; tried again in a while',
        )
    }
  }

  async function load(): Promise<void> {
    try {
      let room = REMEMBERED
      let below: number | undefined = 2 ** 31 - 1
      while (below !== undefined && room > 0 && !signal.aborted) {
        const { units, last } = await unitsBelow(db, space, below, PRELOADED)
        for (const { hash, vector } of units.slice(0, room)) vectors.keep(hash, vector)
        room -= units.length
        below = last
      }
    } catch (error) {
      if (!signal.aborted)
        log.warn(
          { error: String(error) },
          'stored vectors were not read ahead; questions read them one by one',
        )
    }
  }

  return {
    preload: () => (loading ??= load()),
    run() {
      if (signal.aborted) return Promise.resolve()
      again = true
      return (running ??= work().finally(() => (running = undefined)))
    },
    async stop() {
      ending.abort()
      await Promise.all([running, loading])
    },
  }
}

function lineText({ text }: Line): string {
  return text
}

import { createHash } from 'node:crypto'
import { gateFeatures } from '../answer/gate/features.ts'
import { shippedWeights } from '../answer/gate/index.ts'
import type { GateWeights } from '../answer/gate/model.ts'
import { siteGate, type Expectation, type SiteRow } from '../answer/gate/site.ts'
import type { Sql } from '../contract/database.ts'
import type { Retriever } from '../contract/knowledge.ts'
import type { Log } from '../contract/log.ts'
import { listLabels } from '../store/labels.ts'
import { indexState, newestSiteGate, passagesSince, saveSiteGate, type FittedOn } from '../store/site-gate.ts'
import { askOwnCorpus } from '../../knowledge/evaluate/self.ts'

/** What a calibration works with. */
export interface CalibrationParts {
  db: Sql
  retriever: Retriever
  /** Ends the work between two questions. */
  signal?: AbortSignal
}

export interface SiteFit {
  fittedOn: FittedOn
  expected: Expectation[]
}

/** Passages the corpus is asked about, each twice. */
const PASSAGES = 200
/** Fewer questions than this say nothing about a site. */
const LEAST_QUESTIONS = 40

/**
 * Fits the site's gate on its labels and on what its corpus says of itself, and keeps it. Undefined when there is too little to fit on,
 * or when it was told to end: then the site goes on with the gate it has.
 */
export async function calibrateSite({
  db,
  retriever,
  signal,
}: CalibrationParts): Promise<SiteFit | undefined> {
  const state = await indexState(db)
  const labels = await retrieveLabels(db, retriever, signal)
  const asked = await askOwnCorpus(db, retriever, { passages: PASSAGES, ...(signal ? { signal } : {}) })
  if (signal?.aborted || asked.length + labels.length < LEAST_QUESTIONS) return undefined
  const self = asked.map(({ retrieval, right, answerable }) => ({
    features: gateFeatures(retrieval),
    right,
    answerable,
  }))
  const base = shippedWeights()
  const { weights, expected } = siteGate(base, { self, labels })
  const fittedOn = {
    questions: self.length,
    labels: labels.length,
    passages: state.passages,
    base: hashOf(base),
  }
  await saveSiteGate(db, { weights, fittedOn }, state)
  return { fittedOn, expected }
}

async function retrieveLabels(db: Sql, retriever: Retriever, signal?: AbortSignal): Promise<SiteRow[]> {
  const pages = await db.query<{ id: number; externalId: string }>(
    'SELECT id, external_id AS "externalId" FROM page',
  )
  const externalIds = new Map(pages.map(({ id, externalId }) => [id, externalId]))
  const rows: SiteRow[] = []
  for (const { text, history, answerable, pages: wanted } of await listLabels(db)) {
    if (signal?.aborted) break
    const retrieval = await retriever.retrieve({ text, history })
    const found = externalIds.get(retrieval.candidates[0]?.pageId ?? 0) ?? ''
    rows.push({
      features: gateFeatures(retrieval),
      answerable,
      right: answerable && wanted.includes(found),
    })
  }
  return rows
}

/** The weights to answer with: the site's own, or the shipped ones where there are none, or none that fit this release. */
export async function currentWeights(db: Sql): Promise<GateWeights> {
  const shipped = shippedWeights()
  const own = await newestSiteGate<GateWeights>(db)
  return own?.fittedOn.base === hashOf(shipped) ? own.weights : shipped
}

/** From this part of changed passages or new labels on a gate is fitted anew. */
const CHANGED = 0.1

/** Whether the site has no gate of its own yet, or much has changed since. */
export async function needsCalibration(db: Sql): Promise<boolean> {
  const own = await newestSiteGate<GateWeights>(db)
  const { passages } = await indexState(db)
  if (passages === 0) return false
  if (own?.fittedOn.base !== hashOf(shippedWeights())) return true
  const added = await passagesSince(db, own.edition)
  const gone = own.fittedOn.passages + added - passages
  const labels = (await listLabels(db)).length
  return (
    Math.max(added, gone) >= CHANGED * own.fittedOn.passages ||
    labels - own.fittedOn.labels >= Math.max(1, CHANGED * own.fittedOn.labels)
  )
}

export interface Calibrator {
  /** Fits the gate where that is needed, after what is under way; resolves when it is done. Never rejects: failures are logged. */
  run(): Promise<void>
  /** Ends what is under way. */
  stop(): Promise<void>
}

/** Keeps the site's gate up to date in the background, one calibration at a time. */
export function createCalibrator(
  parts: Omit<CalibrationParts, 'signal'> & { log: Log; fitted: () => Promise<void> },
): Calibrator {
  const { log, fitted } = parts
  const ending = new AbortController()
  let last = Promise.resolve()
  const work = async () => {
    try {
      if (ending.signal.aborted || !(await needsCalibration(parts.db))) return
      const started = performance.now()
      const fit = await calibrateSite({ ...parts, signal: ending.signal })
      if (!fit) return
      await fitted()
      log.info({ ...fit.fittedOn, ms: Math.round(performance.now() - started) }, 'the gate calibrated itself')
    } catch (error) {
      log.error({ error: String(error) }, 'the gate could not be calibrated; it stays as it was')
    }
  }
  return {
    run: () => (last = last.then(work)),
    async stop() {
      ending.abort()
      await last
    },
  }
}

function hashOf(weights: GateWeights): string {
  return createHash('sha256').update(JSON.stringify(weights)).digest('base64url').slice(0, 22)
}

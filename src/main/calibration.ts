import { hash } from 'node:crypto'
import { tellsEnough, type ComposedRow } from '../answer/gate/composed.ts'
import { COMPOSING_RULES } from '../answer/index.ts'
import { gateFeatures } from '../answer/gate/features.ts'
import { shippedWeights } from '../answer/gate/index.ts'
import type { ComposedWeights, GateWeights } from '../answer/gate/model.ts'
import { siteGate, type Expectation, type SiteRow } from '../answer/gate/site.ts'
import { ANSWER_DEFAULTS } from '../answer/settings.ts'
import type { Sql } from '../contract/database.ts'
import type { Retriever } from '../contract/knowledge.ts'
import type { Log } from '../contract/log.ts'
import type { Composer } from '../contract/model.ts'
import { listLabels } from '../store/labels.ts'
import { indexState, newestSiteGate, passagesSince, saveSiteGate, type FittedOn } from '../store/site-gate.ts'
import { composeLabels } from './composed-labels.ts'
import { askOwnCorpus } from '../../knowledge/evaluate/self.ts'

/** What a calibration works with. */
export interface CalibrationParts {
  db: Sql
  retriever: Retriever
  /** Whoever writes the answers and may decline: then what it declines of the labels is looked at too, one call of its model for each. */
  composer?: Composer
  log: Log
  /** Ends the work between two questions. */
  signal?: AbortSignal
}

export interface SiteFit {
  fittedOn: FittedOn
  expected: Expectation[]
  /** Where the composer writes the answers; absent where that makes no difference. */
  expectedComposed?: Expectation[]
}

/** Passages the corpus is asked about, each twice. */
const PASSAGES = 200
/** Fewer questions than this say nothing about a site. */
const LEAST_QUESTIONS = 40

/**
 * Fits the site's gate on its labels and on what its corpus says of itself, and keeps it. Undefined when there is too little to fit on,
 * or when it was told to end: then the site goes on with the gate it has.
 */
export async function calibrateSite(parts: CalibrationParts): Promise<SiteFit | undefined> {
  const { db, retriever, composer, signal } = parts
  const state = await indexState(db)
  const labels = await retrieveLabels(db, retriever, signal)
  const asked = await askOwnCorpus(db, retriever, { passages: PASSAGES, ...(signal ? { signal } : {}) })
  if (signal?.aborted || asked.length + labels.length < LEAST_QUESTIONS) return undefined
  const self = asked.map(({ retrieval, right, answerable }) => ({
    features: gateFeatures(retrieval),
    right,
    answerable,
  }))
  const composed = composer && (await composedBy(composer, labels, parts))
  if (signal?.aborted) return undefined
  const base = shippedWeights()
  const told = composed?.rows ? { composed: { by: composed.by, rows: composed.rows } } : {}
  const { weights, ...expectations } = siteGate(base, { self, labels, ...told })
  const fittedOn = {
    questions: self.length,
    labels: labels.length,
    passages: state.passages,
    ...(composed ? { composer: composed.by } : {}),
    ...(composed && !composed.rows ? { composerFailedAt: new Date().toISOString() } : {}),
    base: hashOf(base),
  }
  const kept = composed && !composed.rows ? await provenBefore(db, composed.by) : undefined
  await saveSiteGate(db, { weights: { ...weights, ...(kept ? { composed: kept } : {}) }, fittedOn }, state)
  return { fittedOn, ...expectations }
}

async function retrieveLabels(db: Sql, retriever: Retriever, signal?: AbortSignal): Promise<SiteRow[]> {
  const rows: SiteRow[] = []
  for (const { text, history, answerable, pages: wanted } of await listLabels(db)) {
    if (signal?.aborted) break
    const retrieval = await retriever.retrieve({ text, history })
    const [best] = retrieval.candidates
    const [found] = best ? await externalIdsOf(db, [best.pageId]) : []
    const right = answerable && found !== undefined && wanted.includes(found)
    rows.push({ features: gateFeatures(retrieval), answerable, right })
  }
  return rows
}

/** The wiki's ids of pages, by ours. */
async function externalIdsOf(db: Sql, pageIds: readonly number[]): Promise<string[]> {
  const pages = await db.query<{ externalId: string }>(
    'SELECT external_id AS "externalId" FROM page WHERE id = ANY($1)',
    [pageIds],
  )
  return pages.map(({ externalId }) => externalId)
}

/** What a composer makes of the labels, none where they are too few; without rows where it could not be reached. Undefined where it has no model. */
async function composedBy(
  composer: Composer,
  labels: readonly SiteRow[],
  { db, retriever, signal, log }: CalibrationParts,
): Promise<{ by: string; rows?: ComposedRow[] } | undefined> {
  const by = composer.model
  if (by === undefined) return undefined
  if (!tellsEnough(labels)) return { by, rows: [] }
  const rows = await composeLabels(await listLabels(db), {
    composer,
    retriever,
    externalIdsOf: (pageIds) => externalIdsOf(db, pageIds),
    language: ANSWER_DEFAULTS.languages[0] ?? 'en',
    ...(signal ? { signal } : {}),
    onFailed: (error) => log.warn({ error: String(error) }, 'a labelled question could not be composed'),
  })
  return { by, ...(rows ? { rows } : {}) }
}

/** What was known of a model before, if it still holds. */
async function provenBefore(db: Sql, by: string): Promise<ComposedWeights | undefined> {
  const { composed } = await currentWeights(db)
  return composed?.by === by ? composed : undefined
}

/** The weights to answer with: the site's own, or the shipped ones where there are none, or none that fit this release. */
export async function currentWeights(db: Sql): Promise<GateWeights> {
  const shipped = shippedWeights()
  const own = await newestSiteGate<GateWeights>(db)
  return own?.fittedOn.base === hashOf(shipped) ? own.weights : shipped
}

/** From this part of changed passages or new labels on a gate is fitted anew. */
const CHANGED = 0.1

/** Whether the site has no gate of its own yet, or much has changed since, the model that writes among it. */
export async function needsCalibration(db: Sql, composer?: Composer): Promise<boolean> {
  const own = await newestSiteGate<GateWeights>(db)
  const { passages } = await indexState(db)
  if (passages === 0) return false
  if (own?.fittedOn.base !== hashOf(shippedWeights())) return true
  const added = await passagesSince(db, own.edition)
  const gone = own.fittedOn.passages + added - passages
  const labels = (await listLabels(db)).length
  if (composer?.model !== undefined && mayTell(composer.model, own.fittedOn)) return true
  return (
    Math.max(added, gone) >= CHANGED * own.fittedOn.passages ||
    labels - own.fittedOn.labels >= Math.max(1, CHANGED * own.fittedOn.labels)
  )
}

/** A model that could not be reached is asked again after so long. */
const AGAIN_MS = 3_600_000

/** Whether a model has not been looked at yet, or could not be reached when it was, a while ago. */
function mayTell(model: string, { composer, composerFailedAt }: FittedOn): boolean {
  if (model !== composer) return true
  return composerFailedAt !== undefined && Date.now() - Date.parse(composerFailedAt) >= AGAIN_MS
}

export interface Calibrator {
  /** Fits the gate where that is needed, after what is under way; resolves when it is done. Never rejects: failures are logged. */
  run(): Promise<void>
  /** Ends what is under way. */
  stop(): Promise<void>
}

/** Keeps the site's gate up to date in the background, one calibration at a time. */
export function createCalibrator(
  parts: Omit<CalibrationParts, 'signal'> & { fitted: () => Promise<void> },
): Calibrator {
  const { log, fitted } = parts
  const ending = new AbortController()
  let last = Promise.resolve()
  const work = async () => {
    try {
      if (ending.signal.aborted || !(await needsCalibration(parts.db, parts.composer))) return
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

/** Of all that a site's fit rests on: the shipped weights, and the rules that a model composes by. */
function hashOf(weights: GateWeights): string {
  return hash('sha256', JSON.stringify([weights, COMPOSING_RULES]), 'base64url').slice(0, 22)
}

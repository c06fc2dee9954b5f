import { gateFeatures, type Features } from '../../answer/gate/features.ts'
import { createGate } from '../../answer/gate/index.ts'
import type { GateWeights, LabelledFeatures, TrainingSet } from '../../answer/gate/model.ts'
import { evalReport, type EvalReport, type JudgedQuestion } from '../../answer/gate/report.ts'
import { trainGate } from '../../answer/gate/train.ts'
import type { ReaderWeights } from '../../answer/read/model.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Embedder } from '../../contract/knowledge.ts'
import { rankOf } from '../../../knowledge/evaluate/collect.ts'
import { readLabelledSet, setName } from '../../../knowledge/evaluate/folder.ts'
import type { SelfQuestion } from '../../../knowledge/evaluate/self.ts'
import { OWN_MEANS, retrieveLabelled, retrieveSelf, type Means } from './labelled.ts'
import { remembering } from './remembering.ts'
import {
  fitGlance,
  fitHearing,
  fitRead,
  rankedBy,
  skimSet,
  studySet,
  type Fitted,
  type SeenSet,
} from './reading.ts'

/** From so many questions on a set has its full say in the fit; smaller ones have less. */
const FULL_SAY = 800
/** Sets are left out by so many groups, so that the gate sees questions as read by somebody who has not seen them. */
const FOLDS = 4
/**
 * What a question counts that was written to be as hard as can be: a third of the practice questions, which no traffic holds. With a tenth
 * nothing would be answered; with none a site whose shoppers do ask so would get half its answers wrong.
 */
const NEAR_WORTH = 0.03
/** What a question counts that was made unanswerable by taking its page away. */
const WITHOUT_WORTH = 0.5

/** What `calibrate` fits: how passages are read, and when an answer is sure enough. */
export interface Calibration {
  reader: ReaderWeights
  gate: GateWeights
}

export interface CalibrateOptions {
  means?: Means
  /** Told what is being done, set by set. */
  progress?: (text: string) => void
}

/** `calibrate <folders…>`: fits reading and gate on labelled folders. */
export async function calibrateFolders(
  folders: readonly string[],
  options: CalibrateOptions = {},
): Promise<Calibration> {
  return withSkimmed(folders, options, (sets, embedder) => fit(sets, embedder, options))
}

async function withSkimmed<T>(
  folders: readonly string[],
  { means = OWN_MEANS, progress }: CalibrateOptions,
  work: (sets: SeenSet[], embedder: Embedder) => Promise<T>,
): Promise<T> {
  // A folder that cannot be read is said at once, not after the others were asked.
  for (const folder of folders) readLabelledSet(folder, (text) => text.length)
  const sets: SeenSet[] = []
  for (const folder of folders) {
    progress?.(`asking ${folder}`)
    sets.push(skimSet(await retrieveLabelled(folder, { read: false, means })))
  }
  const embedder = means.openEmbedder()
  try {
    // Every fit compares the same lines.
    return await work(sets, remembering(embedder))
  } finally {
    await embedder.close()
  }
}

async function fit(
  skimmed: readonly SeenSet[],
  embedder: Embedder,
  { progress }: CalibrateOptions,
): Promise<Calibration> {
  progress?.('fitting the glance')
  const glance = fitGlance(skimmed)
  const sets: SeenSet[] = []
  for (const set of skimmed) {
    progress?.(`reading ${set.name}`)
    sets.push(await studySet(set, glance, embedder))
  }
  progress?.('fitting the reading')
  const rows = Array.from({ length: Math.min(FOLDS, sets.length) }, (_, fold) => fold).flatMap((fold) => {
    const held = sets.filter((_, index) => index % FOLDS === fold)
    const others = sets.filter((_, index) => index % FOLDS !== fold)
    const weights = fitReading(others.length > 0 ? others : held)
    return held.map((set) => trainingSet(set, weights))
  })
  progress?.('fitting the gate')
  const fittedOn = {
    sets: sets.map(({ name }) => name),
    questions: sets.reduce((sum, { examples }) => sum + examples.length, 0),
  }
  return { reader: { fittedOn, glance, ...fitReading(sets) }, gate: trainGate(rows) }
}

function fitReading(sets: readonly SeenSet[]): Fitted {
  const outside = fitHearing(sets)
  return { read: fitRead(sets), ...(outside ? { outside } : {}) }
}

/** A set's questions as the gate's fit needs them. */
function trainingSet({ name, complete, traps, examples }: SeenSet, weights: Fitted): TrainingSet {
  const rows = examples.flatMap((example): LabelledFeatures[] => {
    const retrieval = rankedBy(weights, example)
    const asked = {
      features: bothWays(gateFeatures(retrieval), gateFeatures(example.retrieval)),
      right: rankOf(retrieval, example.right) === 1,
      weight: example.question.near ? NEAR_WORTH : 1,
    }
    // Where people asked without knowing the pages, what they do not answer is there already, as often as it is asked.
    if (!complete || !traps || !example.question.answerable) return [asked]
    const without = gateFeatures(rankedBy(weights, example, true))
    return [asked, { features: without, right: false, weight: WITHOUT_WORTH }]
  })
  return { name, practice: complete, traps, weight: Math.min(1, examples.length / FULL_SAY), rows }
}

/** What reading sees of a question once it was read, and comparing before. */
function bothWays(read: Features | undefined, unread: Features | undefined): Features | undefined {
  return read && unread && { kind: read.kind, values: { ...read.values, matched: unread.values.matched } }
}

/** `calibrate <folders…> --self`: fits a gate on what the corpora say of themselves; no label is looked at. */
export async function calibrateSelf(folders: readonly string[], means = OWN_MEANS): Promise<GateWeights> {
  const sets: TrainingSet[] = []
  for (const folder of folders) {
    const { name, asked } = await retrieveSelf(folder, means)
    sets.push(selfTrainingSet(name, asked))
  }
  return trainGate(sets)
}

/** A corpus's questions about itself as the fit needs them. */
export function selfTrainingSet(name: string, asked: readonly SelfQuestion[]): TrainingSet {
  return {
    name,
    weight: Math.min(1, asked.length / FULL_SAY),
    rows: asked.map(({ retrieval, right }) => ({ features: gateFeatures(retrieval), right })),
  }
}

/**
 * `calibrate <folders…> --holdout [groups]`: for each group of sets, every set alone when none is named, reading and gate fitted and calibrated
 * on the others alone, measured on each of the group, and on all held out together. These are the numbers to believe of a site that nobody has seen.
 */
export async function crossFit(
  folders: readonly string[],
  risk: number,
  options: CalibrateOptions & { groups?: Groups } = {},
): Promise<EvalReport[]> {
  const groups = groupsOf(folders, options.groups)
  return withSkimmed(folders, options, async (skimmed, embedder) => {
    const reports: EvalReport[] = []
    const all: JudgedQuestion[] = []
    for (const group of groups) {
      const others = skimmed.filter(({ name }) => !group.includes(name))
      const fitted = await fit(others, embedder, options)
      for (const held of skimmed.filter(({ name }) => group.includes(name))) {
        const outcomes = outcomesOf(await studySet(held, fitted.reader.glance, embedder), fitted, risk)
        reports.push(evalReport(held.name, risk, outcomes))
        all.push(...outcomes)
      }
    }
    return reports.length > 1 ? [...reports, evalReport('all held out', risk, all)] : reports
  })
}

type Groups = readonly (readonly string[])[]

/** The groups to hold out, each set alone when none is named. A wrong one is said before anything is asked, not minutes later. */
function groupsOf(folders: readonly string[], named: Groups | undefined): Groups {
  const names = folders.map(setName)
  const groups = named ?? names.map((name) => [name])
  const unknown = groups.flat().find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new TributaryError('input.invalid', `No set is called ${unknown}; there are ${names.join(', ')}.`)
  if (groups.some((group) => names.every((name) => group.includes(name))))
    throw new TributaryError('input.invalid', 'Leave at least one set to fit on when others are held out.')
  return groups
}

function outcomesOf({ examples }: SeenSet, { reader, gate }: Calibration, risk: number): JudgedQuestion[] {
  const judge = createGate(gate)
  return examples.map((example) => {
    const { question, right, ms } = example
    const retrieval = rankedBy(reader, example)
    const judgement = judge.judge(question.text, retrieval, risk)
    return {
      answerable: question.answerable,
      rank: rankOf(retrieval, right),
      confidence: retrieval.candidates.length > 0 ? judgement.confidence : -Infinity,
      answered: judgement.decision === 'answer',
      ms,
    }
  })
}

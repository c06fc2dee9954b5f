import type { GateWeights, TrainingSet } from '../../answer/gate/model.ts'
import { gateFeatures } from '../../answer/gate/features.ts'
import { createGate } from '../../answer/gate/index.ts'
import { evalReport, type EvalReport } from '../../answer/gate/report.ts'
import { trainGate } from '../../answer/gate/train.ts'
import type { SelfQuestion } from '../../../knowledge/evaluate/self.ts'
import type { Example } from '../../../knowledge/evaluate/collect.ts'
import { retrieveLabelled, retrieveSelf, type OpenEmbedder } from './labelled.ts'

/** From so many questions on a set has its full say in the fit; smaller ones have less. */
const FULL_SAY = 800

/** A set's questions as the fit needs them. */
export function trainingSet(name: string, examples: readonly Example[]): TrainingSet {
  return {
    name,
    weight: Math.min(1, examples.length / FULL_SAY),
    rows: examples.map(({ retrieval, rank }) => ({ features: gateFeatures(retrieval), right: rank === 1 })),
  }
}

export interface CalibrateOptions {
  /** Make the questions from the corpora themselves; no label is looked at. */
  self?: boolean
  openEmbedder?: OpenEmbedder
}

/** `calibrate <folders…> [--self]`: fits a gate on labelled folders, or on what their corpora say of themselves. */
export async function calibrateFolders(
  folders: readonly string[],
  options: CalibrateOptions = {},
): Promise<GateWeights> {
  const sets: TrainingSet[] = []
  for (const folder of folders) {
    if (options.self) {
      const { name, asked } = await retrieveSelf(folder, options.openEmbedder)
      sets.push(selfTrainingSet(name, asked))
    } else {
      const { set, examples } = await retrieveLabelled(folder, options.openEmbedder)
      sets.push(trainingSet(set.name, examples))
    }
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
 * `calibrate <folders…> --holdout`: for each folder a gate fitted and calibrated on the others alone, measured on it. These are the numbers to
 * believe of a site the gate has never seen.
 */
export async function crossFit(
  folders: readonly string[],
  risk: number,
  openEmbedder?: OpenEmbedder,
): Promise<EvalReport[]> {
  const sets: { name: string; examples: Example[] }[] = []
  for (const folder of folders) {
    const { set, examples } = await retrieveLabelled(folder, openEmbedder)
    sets.push({ name: set.name, examples })
  }
  return sets.map((held) => {
    const others = sets.filter((set) => set !== held)
    const gate = createGate(trainGate(others.map(({ name, examples }) => trainingSet(name, examples))))
    return evalReport(
      held.name,
      risk,
      held.examples.map(({ question, retrieval, rank, ms }) => {
        const judgement = gate.judge(question.text, retrieval, risk)
        return {
          answerable: question.answerable,
          rank,
          confidence: retrieval.candidates.length > 0 ? judgement.confidence : -Infinity,
          answered: judgement.decision === 'answer',
          ms,
        }
      }),
    )
  })
}

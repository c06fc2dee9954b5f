import type { Gate } from '../../contract/answer.ts'
import { createGate, shippedWeights } from '../../answer/gate/index.ts'
import { evalReport, type EvalReport } from '../../answer/gate/report.ts'
import { retrieveLabelled, type Means } from './labelled.ts'

export interface EvalOptions {
  /** Share of wrong answers that the shipped gate is asked to keep. */
  risk: number
  /** Another gate than the shipped one, for measuring across sets. */
  gate?: Gate
  means?: Means
}

/** `eval <folder> [--risk]`: how well retrieval and gate do on a labelled folder. Throws `input.invalid` for a folder it cannot read. */
export async function evaluateFolder(folder: string, options: EvalOptions): Promise<EvalReport> {
  const gate = options.gate ?? createGate(shippedWeights())
  const { set, examples } = await retrieveLabelled(folder, {
    read: true,
    ...(options.means ? { means: options.means } : {}),
  })
  const judged = examples.map(({ question, retrieval, rank, ms }) => {
    const started = performance.now()
    const judgement = gate.judge(question.text, retrieval, options.risk)
    return {
      answerable: question.answerable,
      rank,
      confidence: retrieval.candidates.length > 0 ? judgement.confidence : -Infinity,
      answered: judgement.decision === 'answer',
      ms: ms + performance.now() - started,
    }
  })
  return evalReport(set.name, options.risk, judged)
}

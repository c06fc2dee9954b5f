import type { Gate, Judgement } from '../contract/answer.ts'
import type { Retrieval } from '../contract/knowledge.ts'
import type { Composer } from '../contract/model.ts'

/**
 * The gate's verdict on what was found, and the plain one, of the best passage whoever quotes it. They differ where a composer may answer that
 * is known, on this site, to decline what the passages do not answer.
 */
export function judged(
  question: string,
  retrieval: Retrieval,
  { gate, composer, settings: { risk } }: { gate: Gate; composer?: Composer; settings: { risk: number } },
): { judgement: Judgement; plain: Judgement } {
  const plain = gate.judge(question, retrieval, risk)
  if (composer?.model === undefined) return { judgement: plain, plain }
  const proven = gate.judge(question, retrieval, risk, composer.model)
  return { judgement: proven.by !== undefined && proven.decision === 'answer' ? proven : plain, plain }
}

/** A verdict as the trace keeps it. */
export const tracedJudgement = ({ passages, ...verdict }: Judgement) => ({
  ...verdict,
  passages: passages.map(({ chunkId }) => chunkId),
})

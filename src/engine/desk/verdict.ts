import type { Agent, Verdict } from '../../contract/desk.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { EngineParts } from '../parts.ts'
import type { HandoffRow } from './handoffs.ts'
import type { Finding, Label } from './ports.ts'

/**
 * Keeps an agent's verdict with the handoff, and as labels for the gate where it says something of the wiki: that the draft was right, so
 * that its pages answer the question, or that no page does. That a draft was wrong says neither. Throws `input.invalid` when there is no
 * draft to judge.
 */
export async function giveVerdict(
  parts: EngineParts,
  handoff: HandoffRow,
  agent: Agent,
  verdict: Verdict,
): Promise<void> {
  const finding = handoff.traceId === null ? undefined : await parts.findings?.open(handoff.traceId)
  if (verdict !== 'not_in_wiki' && finding?.draft === undefined)
    throw new TributaryError('input.invalid', 'There is no draft to judge, or its page was taken away.')
  await parts.db.query('UPDATE handoff SET verdict = $2, verdict_by = $3, verdict_at = now() WHERE id = $1', [
    handoff.id,
    verdict,
    agent.id,
  ])
  await parts.labels?.save(finding ? labelsOf(verdict, finding) : [], sourceOf(handoff.id))
}

/** Who said so, in the table of labels; an erased shopper's are found by it. */
function sourceOf(handoff: number): string {
  return `desk:${handoff}`
}

export function labelsOf(verdict: Verdict, finding: Finding): Label[] {
  const { questions, draftPages } = finding
  if (verdict === 'not_in_wiki') return questions.map((text) => ({ text, answerable: false, pages: [] }))
  // Of several questions nobody knows which one the draft is right about.
  const [text, another] = questions
  if (verdict === 'draft_wrong' || text === undefined || another !== undefined || draftPages.length === 0)
    return []
  return [{ text, answerable: true, pages: draftPages }]
}

import type { Outcome } from '../contract/answer.ts'
import type { Content } from '../contract/message.ts'
import { mergeCitations } from './citations.ts'
import type { PartResult } from './part.ts'
import { withoutRepeats } from './repeats.ts'
import { textsIn } from './texts.ts'

const QUOTED_LENGTH = 80

/**
 * Several parts as one reply. The reply's outcome is that of the part that needs most from others: handoff before ask before answer, so
 * that one part handed off brings a person even when the rest is answered; the text still gives the answers there are,
 * and says which question a colleague takes.
 */
export function combine(
  results: readonly PartResult[],
  language: string,
): { outcome: Outcome; content: Content; confidence: number } {
  const texts = textsIn(language)
  const outcomes = results.map((result) => result.trace.outcome)
  const outcome: Outcome = outcomes.includes('handoff')
    ? 'handoff'
    : outcomes.includes('ask')
      ? 'ask'
      : 'answer'
  const answers = withoutRepeats(
    results.flatMap(({ trace, sentences }) =>
      trace.outcome === 'answer' && trace.answer
        ? [{ text: trace.answer, ...(sentences ? { sentences } : {}) }]
        : [],
    ),
  )
  const handed = results.filter(({ trace }) => trace.outcome === 'handoff')
  const [left, unsure] = [handed.filter(isLeftOut), handed.filter((result) => !isLeftOut(result))]
  const asked = results.find(({ trace }) => trace.outcome === 'ask')
  const lines = [...answers]
  if (handed.length === results.length) lines.push(texts.handoff)
  else {
    const told = unsure.map(({ trace }) => texts.partHandoff.replace('{part}', quoted(trace.question)))
    const list = left.map(({ trace }) => `- ${quoted(trace.question)}`).join('\n')
    lines.push(...told, ...(list === '' ? [] : [texts.tooMany, list]))
  }
  // With a person on the way, nothing more is asked.
  if (asked && outcome === 'ask') lines.push(texts.ask)
  const judged = results.flatMap(({ trace }) => (trace.judgement ? [trace.judgement.confidence] : []))
  return {
    outcome,
    content: {
      text: lines.join('\n\n'),
      citations: mergeCitations(results.flatMap((result) => result.citations)),
      choices: outcome === 'ask' ? (asked?.choices ?? []) : [],
    },
    confidence: judged.length > 0 ? Math.min(...judged) : 0,
  }
}

/** Nobody looked for an answer: there were more questions than are answered at once. */
function isLeftOut({ trace }: PartResult): boolean {
  return trace.intent === 'too_many_questions'
}

function quoted(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim()
  return line.length <= QUOTED_LENGTH ? line : `${line.slice(0, QUOTED_LENGTH - 1).trimEnd()}…`
}

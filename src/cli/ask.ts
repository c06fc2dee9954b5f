import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import type { Reply } from '../contract/answer.ts'
import { saveTrace } from '../store/traces.ts'
import { openAnswers } from '../main/answers.ts'
import { openTrace } from '../main/traces.ts'
import type { RunCommand } from './context.ts'
import { toldApart, traceWords } from './trace-words.ts'

/** `ask "<question>"` and `trace <id>` */
export function askCommands(program: Command, run: RunCommand): void {
  program
    .command('ask <question>')
    .description('ask as a shopper would, and see the answer with its sources')
    .option('--risk <share>', 'accepted share of wrong answers, in place of the setting')
    .option('--history <json>', 'earlier turns: [["user","…"],["agent","…"]]')
    .action(
      run(async ({ config, db, knowledge, log, out }, question: string, options: AskOptions) => {
        const [trained] = await db.query('SELECT 1 FROM index_state WHERE chunks > 0')
        if (!trained)
          out.note(
            'Nothing is trained yet, so only greetings can be answered. Add a source and crawl it first.',
          )
        const risk = options.risk === undefined ? config.ACCEPTED_RISK : riskOf(options.risk)
        const answerer = await openAnswers({ config, db, knowledge, log, risk })
        const reply = await answerer.answer({ texts: [question], history: historyOf(options.history) })
        await saveTrace(db, reply.trace)
        const citations = reply.citations.map(({ url, title, heading, quote }) => ({
          url: url ?? null,
          title,
          heading: heading.join(' › '),
          quote,
        }))
        const needed = neededFor(reply)
        const result = {
          outcome: reply.outcome,
          answer: reply.content.text,
          citations,
          confidence: reply.confidence,
          ...(needed === undefined ? {} : { needed }),
          traceId: reply.trace.id,
        }
        out.result(result, () => [
          reply.content.text,
          ...citations.map(
            (cited) =>
              `  Source: ${[cited.title, cited.heading].filter(Boolean).join(' › ')} ${cited.url ?? ''}`,
          ),
          `  (${reply.outcome}, confidence ${needed === undefined ? reply.confidence.toFixed(2) : toldApart(reply.confidence, needed)}${needed === undefined ? '' : needWords(needed, reply.confidence, risk)}, trace ${reply.trace.id})`,
        ])
      }),
    )

  program
    .command('trace <id>')
    .description('why an answer was given, or not')
    .action(
      run(async ({ db, out }, id: string) => {
        const trace = await openTrace(db, id)
        out.result(trace, () => traceWords(trace))
      }),
    )
}

/** The confidence that was wanted, where the gate found too little; above 1 where none would be enough. */
function neededFor({ trace }: Reply): number | undefined {
  return trace.parts.find(({ judgement }) => judgement?.reason === 'below_threshold')?.judgement?.threshold
}

function needWords(needed: number, confidence: number, risk: number): string {
  const at = `at an accepted risk of ${Number((100 * risk).toFixed(1))}%`
  return needed > 1 ? `; none is enough ${at}` : `; ${toldApart(needed, confidence)} is needed ${at}`
}

interface AskOptions {
  risk?: string
  history?: string
}

export function riskOf(text: string): number {
  const risk = Number(text)
  if (risk > 0 && risk <= 0.5) return risk
  throw new TributaryError('input.invalid', '--risk is a share above 0 and up to 0.5, such as 0.05.')
}

function historyOf(text: string | undefined): { role: 'user' | 'agent'; text: string }[] {
  if (text === undefined) return []
  const wrong = new TributaryError(
    'input.invalid',
    '--history is JSON such as [["user","Hello"],["agent","Hi!"]].',
  )
  let turns: unknown
  try {
    turns = JSON.parse(text)
  } catch {
    throw wrong
  }
  if (!Array.isArray(turns)) throw wrong
  return turns.map((turn: unknown) => {
    if (!Array.isArray(turn) || (turn[0] !== 'user' && turn[0] !== 'agent') || typeof turn[1] !== 'string')
      throw wrong
    return { role: turn[0], text: turn[1] }
  })
}

import type { Answerer, Listener, Question, Reply, Trace, TracePart, Turn } from '../contract/answer.ts'
import type { Log } from '../contract/log.ts'
import type { Gate } from '../contract/answer.ts'
import type { Retriever } from '../contract/knowledge.ts'
import type { Composer } from '../contract/model.ts'
import { combine } from './combine.ts'
import { LANGUAGES } from './languages.ts'
import type { Translator } from './compose/translator.ts'
import { answerPart, failed, type PartResult } from './part.ts'
import { ANSWER_DEFAULTS, type AnswerSettings } from './settings.ts'
import { textsIn, type Texts } from './texts.ts'
import { traceId, type Traces } from './trace.ts'
import { understand, type Part, type Understanding } from './understand/understand.ts'

export interface AnswererParts {
  retriever: Retriever
  gate: Gate
  /** Claude, when there is a key; without it the extractor answers alone. */
  composer?: Composer
  extractor: Composer
  /** For questions in a language that the index does not cover; without it they are handed off. */
  translator?: Translator
  /** Keeps the trace of every reply where nobody else does. */
  traces?: Traces
  settings?: Partial<AnswerSettings>
  /** The present time. */
  clock?: () => Date
  log: Log
}

/** Ties understanding, retrieval, gate, composition and check into replies. Throws only when retrieval does: then try the burst again. */
export function createAnswerer(parts: AnswererParts): Answerer {
  const settings = { ...ANSWER_DEFAULTS, ...parts.settings }
  const clock = parts.clock ?? (() => new Date())

  return {
    async answer(question: Question, listener?: Listener): Promise<Reply> {
      const options = { maxLength: settings.maxLength, defaultLanguage: settings.languages[0] ?? 'en' }
      const understood = understand(question, options)
      const reply =
        understood.intent === 'question'
          ? await answerParts(understood, question, listener)
          : settled(understood.intent, understood.language, question)
      await keep(reply.trace)
      return reply
    },
  }

  async function answerParts(
    { parts: asked, language }: Understanding,
    { history }: Question,
    listener: Listener | undefined,
  ): Promise<Reply> {
    const inTimeOnly = AbortSignal.timeout(settings.timeoutMs)
    const signal = listener ? AbortSignal.any([inTimeOnly, listener.signal]) : inTimeOnly
    // Several answers are put in order when all are there.
    const live = listener && asked.length === 1 ? { onSentence: listener.onSentence } : {}
    const askedBack = saidAsk(history)
    const results = await Promise.all(
      asked.map((part, i) => {
        if (i >= settings.maxParts) return failed(blank(part), 'too_many_questions', 0)
        const before: Turn[] = asked.slice(0, i).map(({ text }) => ({ role: 'user', text }))
        const whole = { ...part, history: [...history, ...before], language, askedBack, signal, ...live }
        return inTime(answerPart(whole, { ...parts, settings }), part, signal)
      }),
    )
    const { outcome, content, confidence } = combine(results, language)
    const trace = traceOf(
      results.map((result) => result.trace),
      results,
    )
    const rest = results.find((result) => result.rest !== undefined)?.rest
    return {
      outcome,
      content,
      citations: content.citations,
      confidence,
      language,
      trace,
      // A handoff says what is to be said after an answer that was cut short.
      ...(rest === undefined ? {} : { rest: rest === '' ? content.text : rest }),
    }
  }

  /** What needs no knowledge: smalltalk, a wish for a person, a message that cannot be read. */
  function settled(intent: Settled, language: string, question: Question): Reply {
    const outcome =
      intent === 'person' || intent === 'complaint' ? 'handoff' : intent === 'too_long' ? 'ask' : 'smalltalk'
    const text = textsIn(language)[TEXT_OF[intent]]
    const asked = question.texts.join('\n').slice(0, 500)
    const trace = traceOf(
      [{ question: asked, intent, candidates: [], checks: [], outcome, answer: text }],
      [],
    )
    const confidence = outcome === 'handoff' ? 0 : 1
    return {
      outcome,
      content: { text, citations: [], choices: [] },
      citations: [],
      confidence,
      language,
      trace,
    }
  }

  function traceOf(told: TracePart[], results: readonly PartResult[]): Trace {
    const composed = results.filter((result) => result.composer !== undefined)
    const main = composed.find((result) => result.composer === 'claude') ?? composed[0]
    return {
      id: traceId(),
      at: clock().toISOString(),
      edition: Math.max(0, ...results.map((result) => result.edition)),
      risk: settings.risk,
      composer: main?.composer ?? 'none',
      ...(main?.model ? { model: main.model } : {}),
      parts: told,
    }
  }

  /** A part that is not done in time is handed off; the others are answered all the same. */
  async function inTime(work: Promise<PartResult>, part: Part, signal: AbortSignal): Promise<PartResult> {
    const late = new Promise<'late'>((resolve) =>
      signal.addEventListener('abort', () => resolve('late'), { once: true }),
    )
    const result = await Promise.race([work.catch((error: unknown) => ({ error })), late])
    if (result === 'late' || ('error' in result && signal.aborted)) {
      parts.log.warn({ timeoutMs: settings.timeoutMs }, 'a question was not answered in time; handed off')
      return failed(blank(part), 'timeout', 0)
    }
    if ('error' in result) throw result.error
    return result
  }

  async function keep(trace: Trace): Promise<void> {
    try {
      await parts.traces?.save(trace)
    } catch (error) {
      parts.log.error(
        { trace: trace.id, error: String(error) },
        'a trace could not be kept; the reply is sent all the same',
      )
    }
  }
}

type Settled = Exclude<Understanding['intent'], 'question'>

const TEXT_OF: Record<Settled, keyof Texts> = {
  greeting: 'greeting',
  thanks: 'thanks',
  goodbye: 'goodbye',
  acknowledgement: 'empty',
  empty: 'empty',
  person: 'person',
  complaint: 'complaint',
  too_long: 'tooLong',
}

function blank({ text }: Part): TracePart {
  return { question: text, intent: 'question', candidates: [], checks: [], outcome: 'handoff' }
}

/** The bot's last turn was its asking back, in whatever language. */
function saidAsk(history: readonly Turn[]): boolean {
  const last = history.at(-1)
  return last?.role === 'agent' && ASKS.some((ask) => last.text.includes(ask))
}

const ASKS = LANGUAGES.map((tag) => textsIn(tag).ask)

import { createAnswerer, createClaude, createExtractor, type Claude } from '../answer/index.ts'
import { createGate } from '../answer/gate/index.ts'
import type { Config } from '../config.ts'
import type { Answerer } from '../contract/answer.ts'
import type { Database } from '../contract/database.ts'
import type { Log } from '../contract/log.ts'
import type { Composer } from '../contract/model.ts'
import { currentWeights } from './calibration.ts'
import { citationPolicies } from './citations.ts'
import type { Knowledge } from './knowledge.ts'

export interface Answers extends Answerer {
  /** Takes in what a crawl or an admin changed: the policies of citations, the site's own calibration. */
  refresh(): Promise<void>
}

/** From a question to a checked reply, on the knowledge of this server. */
export async function openAnswers(parts: {
  config: Config
  db: Database
  knowledge: Pick<Knowledge, 'retriever'>
  log: Log
  /** Accepted share of wrong answers, in place of the setting. */
  risk?: number
}): Promise<Answers> {
  const { config, db, knowledge, log, risk = config.ACCEPTED_RISK } = parts
  const policies = await citationPolicies(db)
  let gate = createGate(await currentWeights(db))
  const claude = openClaude(config)
  const answerer = createAnswerer({
    retriever: knowledge.retriever,
    gate: { judge: (...asked) => gate.judge(...asked) },
    extractor: createExtractor(),
    ...claude,
    settings: { risk, showSource: policies.show },
    log,
  })
  return {
    answer: (question, listener) => answerer.answer(question, listener),
    async refresh() {
      await policies.refresh()
      gate = createGate(await currentWeights(db))
    },
  }
}

/**
 * Who composes for a calibration, where the settings let it; with a client of its own, since calls of a calibration that fail must not leave shoppers
 * without Claude.
 */
export function calibrationComposer(config: Config): Composer | undefined {
  return config.CALIBRATE_WITH_CLAUDE ? openClaude(config)?.composer : undefined
}

/** Claude as the settings have it; undefined without a key. */
function openClaude(config: Config): Claude | undefined {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_MODEL: model } = config
  if (apiKey === undefined) return undefined
  return createClaude({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(model === undefined ? {} : { model }),
  })
}

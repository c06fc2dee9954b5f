import { createAnswerer, createExtractor } from '../answer/index.ts'
import { createGate } from '../answer/gate/index.ts'
import type { Config } from '../config.ts'
import type { Answerer } from '../contract/answer.ts'
import type { Database } from '../contract/database.ts'
import type { Log } from '../contract/log.ts'
import type { TellTrouble } from '../contract/trouble.ts'
import { currentWeights } from './calibration.ts'
import { citationPolicies } from './citations.ts'
import { openClaude, watched } from './claude.ts'
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
  /** Told whether Claude works; absent where no server answers, whose operator would read it. */
  trouble?: TellTrouble
}): Promise<Answers> {
  const { config, db, knowledge, log, trouble, risk = config.ACCEPTED_RISK } = parts
  const policies = await citationPolicies(db)
  let gate = createGate(await currentWeights(db))
  const claude = openClaude(config)
  const answerer = createAnswerer({
    retriever: knowledge.retriever,
    gate: { judge: (...asked) => gate.judge(...asked) },
    extractor: createExtractor(),
    ...claude,
    ...(claude && trouble ? { composer: watched(claude.composer, trouble) } : {}),
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

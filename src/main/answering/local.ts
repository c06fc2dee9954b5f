import type { Config } from '../../config.ts'
import type { Log } from '../../contract/log.ts'
import type { Database } from '../../contract/database.ts'
import { troubleTeller } from '../../store/troubles.ts'
import { openAnswers } from '../answers.ts'
import { calibrationComposer } from '../claude.ts'
import { createCalibrator } from '../calibration.ts'
import { openKnowledge } from '../knowledge.ts'
import { createUnitWorker } from '../unit-vectors.ts'
import type { Answering } from './index.ts'

/** Any question: all that one starts is started by it. */
const WARMING = 'How long does delivery take?'

/** Answering where it is opened. */
export interface LocalAnswering extends Answering {
  /** Starts what only a first question would start otherwise, such as the model. A failure is logged: then that question starts it. */
  warmUp(): Promise<void>
}

/** Answering in this thread. */
export async function openAnswering(parts: {
  config: Config
  db: Database
  log: Log
}): Promise<LocalAnswering> {
  const { config, db, log } = parts
  const knowledge = openKnowledge({ config, db, log })
  const answers = await openAnswers({ config, db, knowledge, log, trouble: troubleTeller(db, log) })
  const composer = calibrationComposer(config)
  const calibrator = createCalibrator({
    db,
    retriever: knowledge.retriever,
    ...(composer ? { composer } : {}),
    log,
    fitted: () => answers.refresh(),
  })
  const units = createUnitWorker({ db, embedder: knowledge.embedder, vectors: knowledge.units, log })
  return {
    ...answers,
    async warmUp() {
      try {
        await knowledge.retriever.retrieve({ text: WARMING })
      } catch (error) {
        log.warn({ error: String(error) }, 'a first question to itself failed; answering starts all the same')
      }
    },
    embedAhead: () => units.preload().then(() => units.run()),
    calibrate: () => calibrator.run(),
    async stop() {
      await Promise.all([calibrator.stop(), units.stop()])
      await knowledge.close()
    },
  }
}

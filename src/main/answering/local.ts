import type { Config } from '../../config.ts'
import type { Log } from '../../contract/log.ts'
import type { Database } from '../../contract/database.ts'
import { openAnswers } from '../answers.ts'
import { createCalibrator } from '../calibration.ts'
import { openKnowledge } from '../knowledge.ts'
import { createUnitWorker } from '../unit-vectors.ts'
import type { Answering } from './index.ts'

/** Answering in this thread. */
export async function openAnswering(parts: { config: Config; db: Database; log: Log }): Promise<Answering> {
  const { config, db, log } = parts
  const knowledge = openKnowledge({ config, db, log })
  const answers = await openAnswers({ config, db, knowledge, log })
  const calibrator = createCalibrator({
    db,
    retriever: knowledge.retriever,
    log,
    fitted: () => answers.refresh(),
  })
  const units = createUnitWorker({ db, embedder: knowledge.embedder, vectors: knowledge.units, log })
  return {
    ...answers,
    embedAhead: () => units.preload().then(() => units.run()),
    calibrate: () => calibrator.run(),
    async stop() {
      await Promise.all([calibrator.stop(), units.stop()])
      await knowledge.close()
    },
  }
}

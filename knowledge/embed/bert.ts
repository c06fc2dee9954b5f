import { Graph } from './onnx.ts'
import type { Tensor } from './safetensors.ts'

/** Sizes of the model, as its config.json states them. */
const LAYERS = 6
const HEADS = 12
const WIDTH = 384
const EPSILON = 1e-12

/**
 * The encoder as an ONNX model: BERT (Devlin et al. 2019; layer norm after each block, exact GELU) with the mean of its tokens.
 * Inputs for `rows` texts padded to `tokens`: `ids` int32 [rows, tokens]; `positions` int32 [tokens]; `bias` [rows, 1, 1, tokens], added to the
 * attention's scores, 0 at a token and very low at padding; `share` [rows, 1, tokens], one by the text's length at a token, 0 at padding.
 * Output: [rows, 1, width].
 */
export function bertGraph(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const graph = new Graph()
  const tensor = (name: string) => {
    const found = tensors.get(name)
    if (!found) throw new Error(`The model's file has no ${name}.`)
    return found
  }
  const weights = (name: string) => graph.weights(tensor(name))
  const linear = (input: string, name: string) => {
    const turned = graph.node('Transpose', [weights(`${name}.weight`)], { perm: [1, 0] })
    return graph.node('Add', [graph.node('MatMul', [input, turned]), weights(`${name}.bias`)])
  }
  const normal = (input: string, name: string) =>
    graph.node('LayerNormalization', [input, weights(`${name}.weight`), weights(`${name}.bias`)], {
      axis: -1,
      epsilon: EPSILON,
    })

  const ids = graph.input('ids', 'int32', ['rows', 'tokens'])
  const positions = graph.input('positions', 'int32', ['tokens'])
  const bias = graph.input('bias', 'float', ['rows', 'one', 'one', 'tokens'])
  const share = graph.input('share', 'float', ['rows', 'one', 'tokens'])
  const perHead = graph.integers([0, 0, HEADS, WIDTH / HEADS])
  const joined = graph.integers([0, 0, WIDTH])
  const scale = graph.float(1 / Math.sqrt(WIDTH / HEADS))
  const heads = (input: string, perm: number[]) =>
    graph.node('Transpose', [graph.node('Reshape', [input, perHead])], { perm })

  const looked = (name: string, indices: string) => graph.rows(tensor(`embeddings.${name}.weight`), indices)
  const placed = graph.node('Add', [looked('word_embeddings', ids), looked('position_embeddings', positions)])
  const typed = graph.node('Add', [placed, looked('token_type_embeddings', graph.integers([0]))])
  let state = normal(typed, 'embeddings.LayerNorm')
  for (let layer = 0; layer < LAYERS; layer++) {
    const at = `encoder.layer.${layer}`
    const query = heads(linear(state, `${at}.attention.self.query`), [0, 2, 1, 3])
    const key = heads(linear(state, `${at}.attention.self.key`), [0, 2, 3, 1])
    const given = heads(linear(state, `${at}.attention.self.value`), [0, 2, 1, 3])
    const scores = graph.node('Mul', [graph.node('MatMul', [query, key]), scale])
    const attention = graph.node('Softmax', [graph.node('Add', [scores, bias])], { axis: -1 })
    const seen = graph.node('Transpose', [graph.node('MatMul', [attention, given])], { perm: [0, 2, 1, 3] })
    const attended = linear(graph.node('Reshape', [seen, joined]), `${at}.attention.output.dense`)
    state = normal(graph.node('Add', [state, attended]), `${at}.attention.output.LayerNorm`)
    const inner = graph.node('Gelu', [linear(state, `${at}.intermediate.dense`)])
    const passed = linear(inner, `${at}.output.dense`)
    state = normal(graph.node('Add', [state, passed]), `${at}.output.LayerNorm`)
  }
  return graph.encode(graph.node('MatMul', [share, state]), ['rows', 'one', 'width'])
}

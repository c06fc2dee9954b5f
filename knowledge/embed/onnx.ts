import protobuf from 'protobufjs'
import type { Tensor } from './safetensors.ts'

/** The part of onnx.proto3 (IR version 9) that a graph of ours needs. */
const { root } = protobuf.parse(
  `syntax = "proto3"; package onnx;
  message Attribute { string name = 1; float f = 2; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
  message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; repeated Attribute attribute = 5; }
  message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Dimension { string dim_param = 2; }
  message Shape { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Type { TensorType tensor_type = 1; }
  message Value { string name = 1; Type type = 2; }
  message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
  message Opset { int64 version = 2; }
  message Model { int64 ir_version = 1; Graph graph = 7; repeated Opset opset_import = 8; }`,
  { keepCase: true },
)

const ELEMENT = { float: 1, int32: 6, int64: 7, half: 10 } as const
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const

type Attributes = Record<string, number | number[]>

/** An ONNX graph, put together node by node; what a node gives is known by the name that its method returns. */
export class Graph {
  readonly #nodes: object[] = []
  readonly #tensors: object[] = []
  readonly #inputs: object[] = []

  input(name: string, element: keyof typeof ELEMENT, dimensions: readonly string[]): string {
    this.#inputs.push(value(name, element, dimensions))
    return name
  }

  /** Weights of half precision, widened when the model is loaded. */
  weights({ shape, bytes }: Tensor): string {
    return this.node('Cast', [this.#tensor('half', shape, bytes)], { to: ELEMENT.float })
  }

  /** Rows of a table of half precision, widened once they are looked up: the table takes no more room than in its file. */
  rows({ shape, bytes }: Tensor, indices: string): string {
    const found = this.node('Gather', [this.#tensor('half', shape, bytes), indices])
    return this.node('Cast', [found], { to: ELEMENT.float })
  }

  float(number: number): string {
    return this.#tensor('float', [], new Uint8Array(Float32Array.of(number).buffer))
  }

  integers(numbers: readonly number[]): string {
    return this.#tensor(
      'int64',
      [numbers.length],
      new Uint8Array(BigInt64Array.from(numbers.map(BigInt)).buffer),
    )
  }

  node(operation: string, input: readonly string[], attributes: Attributes = {}): string {
    const name = `n${this.#nodes.length}`
    this.#nodes.push({
      input,
      output: [name],
      op_type: operation,
      attribute: Object.entries(attributes).map(([key, given]) => attribute(key, given)),
    })
    return name
  }

  /** The model as a file's bytes, with these inputs and this one output. */
  encode(output: string, dimensions: readonly string[]): Uint8Array {
    return root
      .lookupType('onnx.Model')
      .encode({
        ir_version: 9,
        opset_import: [{ version: 20 }],
        graph: {
          name: 'tributary',
          node: this.#nodes,
          initializer: this.#tensors,
          input: this.#inputs,
          output: [value(output, 'float', dimensions)],
        },
      })
      .finish()
  }

  #tensor(element: keyof typeof ELEMENT, dims: readonly number[], bytes: Uint8Array): string {
    const name = `t${this.#tensors.length}`
    this.#tensors.push({ name, dims, data_type: ELEMENT[element], raw_data: bytes })
    return name
  }
}

function value(name: string, element: keyof typeof ELEMENT, dimensions: readonly string[]): object {
  const dim = dimensions.map((dimension) => ({ dim_param: dimension }))
  return { name, type: { tensor_type: { elem_type: ELEMENT[element], shape: { dim } } } }
}

function attribute(name: string, given: number | number[]): object {
  if (Array.isArray(given)) return { name, ints: given, type: ATTRIBUTE.ints }
  return Number.isInteger(given)
    ? { name, i: given, type: ATTRIBUTE.int }
    : { name, f: given, type: ATTRIBUTE.float }
}

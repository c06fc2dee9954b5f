import { readFileSync } from 'node:fs'

/** One tensor as it lies in the file: numbers of 16 bits, little-endian, row after row. */
export interface Tensor {
  shape: number[]
  bytes: Uint8Array
}

/**
 * Reads the half-precision tensors of a safetensors file, by name. Source: the format's own description (eight bytes of
 * length, that much JSON with type, shape and place of each tensor, then the tensors). Others than `F16` are left out.
 */
export function readSafetensors(path: string): Map<string, Tensor> {
  const file = readFileSync(path)
  const start = 8 + Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<string, Entry>
  return new Map(
    Object.entries(header)
      .filter(([, { dtype }]) => dtype === 'F16')
      .map(
        ([
          name,
          {
            shape,
            data_offsets: [from, to],
          },
        ]) => [name, { shape, bytes: file.subarray(start + from, start + to) }],
      ),
  )
}

interface Entry {
  dtype?: string
  shape: number[]
  data_offsets: [number, number]
}

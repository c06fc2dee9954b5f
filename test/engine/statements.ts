import { Client } from 'pg'

export interface Statement {
  text: string
  rows: number
}

type Query = (this: Client, ...args: unknown[]) => unknown

/**
 * Records every statement that this process sends through `pg`, whichever pool it comes from, with the number of rows
 * that it gave or changed. Call the result to stop.
 */
export function recordStatements(into: Statement[]): () => void {
  const original = Client.prototype.query as unknown as Query
  const recording: Query = function (...args) {
    const first = args[0] as string | { text?: string }
    const text = typeof first === 'string' ? first : (first.text ?? '')
    const note = (result: unknown) => {
      const rowCount = (result as { rowCount?: number | null } | undefined)?.rowCount
      into.push({ text, rows: rowCount ?? 0 })
    }
    const callback = args.at(-1)
    if (typeof callback === 'function') {
      args[args.length - 1] = (error: unknown, result: unknown) => {
        note(result)
        callback(error, result)
      }
      return original.apply(this, args)
    }
    const result = original.apply(this, args)
    if (result instanceof Promise) return noted(result, note)
    return result
  }
  Client.prototype.query = recording as unknown as typeof Client.prototype.query
  return () => {
    Client.prototype.query = original as unknown as typeof Client.prototype.query
  }
}

async function noted(result: Promise<unknown>, note: (value: unknown) => void): Promise<unknown> {
  const value = await result
  note(value)
  return value
}

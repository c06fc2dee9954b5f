import { CqlError, tokens } from './cqlLex.ts'
import type { Token } from './cqlLex.ts'

export { CqlError }

export interface Clause {
  field: string
  operator: string
  values: string[]
}
export type Query =
  { kind: 'clause'; clause: Clause } | { kind: 'and' | 'or'; parts: Query[] } | { kind: 'not'; part: Query }

export interface Cql {
  where: Query
  order: { field: string; descending: boolean }[]
}

const END: Token = { kind: 'end', text: '' }

/** Recursive descent over a query; `or` binds weaker than `and`. */
class Parser {
  readonly #cql: string
  readonly #tokens: Token[]
  #at = 0

  constructor(cql: string) {
    this.#cql = cql
    this.#tokens = tokens(cql)
  }

  parse(): Cql {
    const where = this.#chain('or', () => this.#chain('and', () => this.#unary()))
    const order: Cql['order'] = []
    if (this.#take('order')) {
      this.#expect('by')
      do {
        const field = this.#next('word').toLowerCase()
        const descending = this.#take('desc')
        if (!descending) this.#take('asc')
        order.push({ field, descending })
      } while (this.#take(','))
    }
    if (this.#peek().kind !== 'end') throw this.#error()
    return { where, order }
  }

  #chain(word: 'and' | 'or', part: () => Query): Query {
    const parts = [part()]
    while (this.#take(word)) parts.push(part())
    return parts.length === 1 ? parts[0]! : { kind: word, parts }
  }

  #unary(): Query {
    if (this.#take('not')) return { kind: 'not', part: this.#unary() }
    if (this.#take('(')) {
      const inner = this.#chain('or', () => this.#chain('and', () => this.#unary()))
      this.#expect(')')
      return inner
    }
    return { kind: 'clause', clause: this.#clause() }
  }

  #clause(): Clause {
    const field = this.#next('word').toLowerCase()
    if (this.#take('in')) return { field, operator: 'in', values: this.#list() }
    if (this.#take('not')) {
      this.#expect('in')
      return { field, operator: 'not in', values: this.#list() }
    }
    const operator = this.#next('operator')
    return { field, operator, values: [this.#value()] }
  }

  #list(): string[] {
    this.#expect('(')
    const values = [this.#value()]
    while (this.#take(',')) values.push(this.#value())
    this.#expect(')')
    return values
  }

  #value(): string {
    const token = this.#tokens[this.#at++] ?? END
    if (token.kind === 'string') return token.text
    if (token.kind !== 'word') throw this.#error()
    if (!this.#take('(')) return token.text
    // A function such as now("-1d").
    const argument = this.#peek().text === ')' ? '' : this.#value()
    this.#expect(')')
    return `${token.text.toLowerCase()}(${argument})`
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? END
  }

  #take(text: string): boolean {
    const token = this.#peek()
    if (token.kind === 'string' || token.text.toLowerCase() !== text) return false
    this.#at += 1
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#error()
  }

  #next(kind: Token['kind']): string {
    const token = this.#tokens[this.#at++] ?? END
    if (token.kind !== kind) throw this.#error()
    return token.text
  }

  #error(): CqlError {
    return new CqlError(`Could not parse cql : ${this.#cql}`)
  }
}

/** Parses a query; throws CqlError with the provider's words. */
export function parseCql(cql: string): Cql {
  return new Parser(cql).parse()
}

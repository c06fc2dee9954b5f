/** A piece of a CQL query. */
export interface Token {
  kind: 'word' | 'string' | 'operator' | 'punctuation' | 'end'
  text: string
}

export class CqlError extends Error {}

const PATTERN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|>=|<=|!~|[=<>~])|([(),])|([^\s"'()=<>!~,]+))/y

/** Cuts a query into tokens; throws CqlError where it cannot. */
export function tokens(cql: string): Token[] {
  const found: Token[] = []
  const text = cql.trim()
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < text.length) {
    const [, double, single, operator, punctuation, word] = PATTERN.exec(text) ?? []
    const quoted = double ?? single
    if (quoted !== undefined) found.push({ kind: 'string', text: quoted.replaceAll(/\\(.)/g, '$1') })
    else if (operator !== undefined) found.push({ kind: 'operator', text: operator })
    else if (punctuation !== undefined) found.push({ kind: 'punctuation', text: punctuation })
    else if (word !== undefined) found.push({ kind: 'word', text: word })
    else throw new CqlError(`Could not parse cql : ${cql}`)
  }
  return found
}

type Write = (facts: Record<string, unknown>, message: string) => void

/** What the parts need of a logger; pino's is one. Facts are ids, counts and states, never what people wrote. */
export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
}

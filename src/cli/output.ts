/** How a command speaks: with --json one JSON document on stdout and nothing else there. */
export interface Output {
  readonly json: boolean
  /** The result: as JSON, or as `lines` for people. */
  result(value: unknown, lines: () => string | string[]): void
  /** Progress and remarks, on stderr. */
  note(line: string): void
}

export function output(json: boolean): Output {
  return {
    json,
    result(value, lines) {
      const text = json ? JSON.stringify(value, null, 2) : [lines()].flat().join('\n')
      process.stdout.write(`${text}\n`)
    },
    note: (line) => void process.stderr.write(`${line}\n`),
  }
}

/** Rows in columns, as wide as they need to be. */
export function columns(rows: readonly (readonly (string | number | null)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '–')))
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]!.length))) ?? []
  return cells.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** A moment with its zone, to the second. */
export function moment(at: string | Date | null): string {
  return at === null
    ? 'never'
    : new Date(at)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
}

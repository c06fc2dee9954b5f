import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BodyFormat } from '../../src/contract/knowledge.ts'
import { convert } from '../../knowledge/convert/index.ts'

const folder = join(import.meta.dirname, 'fixtures')
const BASE = 'https://wiki.example.com/wiki/spaces/S/pages/1/Title'

/** A fixture is `<name>.<format>.txt`: the source, the Markdown and the losses, each under its mark. */
function parse(file: string): { source: string; markdown: string; losses: string } {
  const [source = '', rest = ''] = readFileSync(join(folder, file), 'utf8').split('\n=== markdown\n')
  const [markdown = '', losses = ''] = rest.split('\n=== losses\n')
  return { source, markdown, losses: losses.trim() }
}

describe('what Confluence draws and stores', () => {
  test.each(readdirSync(folder))('%s', (file) => {
    const { source, markdown, losses } = parse(file)
    const format = file.split('.')[1] as BodyFormat
    const converted = convert({ format, value: source, baseUrl: BASE, title: 'Title' })
    expect(converted.markdown).toBe(markdown)
    expect(converted.losses.map(({ kind, name, where }) => `${kind} | ${name} | ${where}`).join('\n')).toBe(
      losses,
    )
  })
})

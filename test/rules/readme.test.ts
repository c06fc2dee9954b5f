import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { SCOPES } from '../../knowledge/sources/confluence/oauth/scopes.ts'
import { settings } from '../../src/config.ts'
import { ERRORS } from '../../src/contract/errors.ts'
import { projectFiles, readProjectFile } from './files.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const readme = readProjectFile('README.md')

/** The cells of each row below a header of a page. */
function tableBelow(header: string, page = readme): string[][] {
  const at = page.indexOf(header)
  if (at < 0) throw new Error(`The page has no table ${header}`)
  const lines = page.slice(at).split('\n').slice(2)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** Everything in backticks. */
function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
}

/** A default as the table shows it. */
function shownDefault(name: keyof typeof settings): string {
  const result = settings[name].safeParse(undefined)
  if (!result.success || result.data === undefined) return '–'
  return Array.isArray(result.data) && result.data.length === 0 ? '(empty)' : `\`${String(result.data)}\``
}

/** Names of the commands below one, as its help lists them. */
function commandsOf(...path: string[]): string[] {
  const help = execFileSync(process.execPath, ['src/cli.ts', ...path, '--help'], {
    cwd: root,
    encoding: 'utf8',
  })
  const listed = help.split('Commands:\n')[1] ?? ''
  return [...listed.matchAll(/^ {2}([a-z]+)\b/gm)].map((match) => match[1]!).filter((name) => name !== 'help')
}

describe('the README', () => {
  test('tells every setting with its default', () => {
    const told = tableBelow('| name | default | meaning |').map(([name, shown]) => [quoted(name!)[0], shown])
    const names = Object.keys(settings) as (keyof typeof settings)[]
    expect(told).toEqual(names.map((name) => [name, shownDefault(name)]))
  })

  test('tells every command', { timeout: 60_000 }, () => {
    const commands = commandsOf().flatMap((name) =>
      ['connect', 'source', 'exclude', 'conversations', 'handoffs'].includes(name)
        ? commandsOf(name).map((below) => `${name} ${below}`)
        : [name],
    )
    const told = tableBelow('| command | what it does |').flatMap(([names]) => quoted(names!))
    expect(told.toSorted()).toEqual(commands.toSorted())
  })

  test('tells every group of error codes', () => {
    const groups = new Set(Object.keys(ERRORS).map((code) => `${code.split('.')[0]}.*`))
    const told = tableBelow('| group | about |').flatMap(([names]) => quoted(names!))
    expect(told.toSorted()).toEqual([...groups].toSorted())
  })

  test('tells every attribute of the widget', () => {
    const read = /const \{ ([^}]+) \} = script\.dataset/.exec(readProjectFile('src/web/widget/options.ts'))
    const names = read![1]!.split(', ').map((name) => `data-${name}`)
    const told = tableBelow('| attribute | meaning |', readProjectFile('channels/web/README.md')).flatMap(
      ([name]) => quoted(name!),
    )
    expect(told.toSorted()).toEqual(names.toSorted())
  })

  test('tells every scope of the consent', () => {
    expect(SCOPES.filter((scope) => !readme.includes(`\`${scope}\``))).toEqual([])
  })
})

describe.each(['README.md', 'CONTRIBUTING.md', 'channels/README.md'])('links of %s', (path) => {
  test('lead to files that exist', () => {
    const files = projectFiles()
    const links = [...readProjectFile(path).matchAll(/\]\(([^)#:]+)\)/g)].map((match) =>
      join(dirname(path), match[1]!),
    )
    expect(
      links.filter((link) => !files.some((file) => file === link || file.startsWith(`${link}/`))),
    ).toEqual([])
  })
})

import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFiles, readProjectFile } from './files.ts'

/**
 * Imports point toward src/contract. A file knows the contract, its own part and packages from npm; what it needs from
 * another part comes in as a parameter with a contract type. Only the wiring knows everyone.
 */
const parts: [pattern: RegExp, part?: string][] = [
  [/^src\/(main|cli|server)\b/, 'wiring'],
  [/^[^/]+$/, 'wiring'], // settings of tools at the root
  [/^migrations\//, 'src/database'], // the database's own history
  [/^(channels\/[^/]+)\//],
  [/^(knowledge\/sources\/[^/]+)\//],
  [/^(src\/(?:commerce|desk)\/[^/]+)\//],
  [/^(src\/[^/]+|knowledge|test)/],
]

/** The one place that may import an SDK, so that it can be replaced there and costs nothing elsewhere. */
const homes: Record<string, RegExp> = {
  botbuilder: /^channels\/web\//,
  'whatsapp-web.js': /^channels\/whatsapp\//,
  '@slack/bolt': /^src\/desk\/slack\//,
  twilio: /^channels\/(voice|whatsapp)\//,
  '@anthropic-ai/sdk': /^src\/answer\//,
  jsdom: /^knowledge\/convert\//,
  turndown: /^knowledge\/convert\//,
  express: /^(src\/server\b|src\/(web|admin)\/|channels\/)/,
}

function partOf(path: string): string {
  for (const [pattern, part] of parts) {
    const match = pattern.exec(path)
    if (match) return part ?? match[1]!
  }
  throw new Error(`${path} lies outside the layout`)
}

const importing = /\b(from|import|import\(|require\(|new URL\()\s*['"]([^'"\s]+)['"]/g

interface Import {
  file: string
  /** A path from the root, or the name of a package. */
  target: string
  local: boolean
}

function importsOf(file: string): Import[] {
  return (
    [...readProjectFile(file).matchAll(importing)]
      // The path of a URL is relative without a dot as well: a worker's file, an asset.
      .map(([, how, name]) => (how === 'new URL(' && !name!.startsWith('.') ? `./${name}` : name!))
      .filter((name) => !name.startsWith('.') || /\.([cm]?[jt]sx?|json)$/.test(name))
      .map((name) => {
        const local = name.startsWith('.')
        return { file, target: local ? posix.join(posix.dirname(file), name) : name, local }
      })
  )
}

/** `@scope/name/deep` belongs to `@scope/name`. */
function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/')
}

const files = projectFiles().filter((path) => /\.tsx?$/.test(path))
const shipped = files.filter((path) => partOf(path) !== 'test')
const imports = shipped.flatMap(importsOf)

const shown = (list: Import[]) => list.map(({ file, target }) => `${file} → ${target}`)

describe('the import rule', () => {
  test('the imports are found', () => {
    expect(shown(imports)).toContain('src/config.ts → src/contract/errors.ts')
    expect(shown(imports)).toContain('src/config.ts → zod')
  })

  test('a part imports the contract and itself; only the wiring knows everyone', () => {
    const across = imports.filter(
      ({ file, target, local }) =>
        local &&
        !['wiring', partOf(target)].includes(partOf(file)) &&
        partOf(target) !== 'src/contract' &&
        target !== 'package.json',
    )
    expect(shown(across)).toEqual([])
  })

  test('the contract imports nothing but itself', () => {
    const outward = imports.filter(
      ({ file, target }) => partOf(file) === 'src/contract' && !target.startsWith('src/contract/'),
    )
    expect(shown(outward)).toEqual([])
  })

  test('nothing that ships imports from test, except the demo command', () => {
    const fromTest = imports.filter(
      ({ file, target }) => target.startsWith('test/') && !/^src\/cli\/demo\b/.test(file),
    )
    expect(shown(fromTest)).toEqual([])
  })

  test.each(Object.entries(homes))('%s has one home', (sdk, home) => {
    const strays = imports.filter(
      ({ file, target }) => (target === sdk || target.startsWith(`${sdk}/`)) && !home.test(file),
    )
    expect(shown(strays)).toEqual([])
  })

  test('what ships needs no package that only development installs', () => {
    const { dependencies } = JSON.parse(readProjectFile('package.json')) as { dependencies: object }
    const missing = imports.filter(
      ({ file, target, local }) =>
        file.includes('/') && !local && !isBuiltin(target) && !(packageOf(target) in dependencies),
    )
    expect(shown(missing)).toEqual([])
  })

  test('the environment is read in src/config.ts alone', () => {
    const readers = shipped.filter((file) => /\bprocess\.env\b|node:process/.test(readProjectFile(file)))
    expect(readers).toEqual(['src/config.ts'])
  })
})

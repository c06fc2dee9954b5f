import { expect, test } from 'vitest'
import { projectFiles, readProjectFile } from './files.ts'

// What is true of one machine or of one day of work has no place in the project.
// A letter of each pattern stands in brackets, so that this file does not find itself.
const foreign: [what: string, pattern: RegExp][] = [
  ['a folder of one machine', /(^|[\s'"`(=])\/([w]ork|[h]ome|[U]sers|[r]oot)\/[\w.]/m],
  ['a branch checked out beside the project', /\b[w]orktrees?\b/i],
  [
    'how the code was written',
    /\b([s]ubagents?|[c]o-authored-by|([i]n|by) (this|an earlier|another) [s]ession)\b/i,
  ],
  [
    'the host of a package registry',
    /[r]egistry\.(npmjs|yarnpkg)|[a]rtifactory|[d]eb\.debian\.org|[n]exus\./i,
  ],
]

const texts = projectFiles()
  .map((path) => ({ path, text: readProjectFile(path) }))
  .filter(({ text }) => !text.includes('\0'))

test.each(foreign)('no file speaks of %s', (_what, pattern) => {
  const found = texts.flatMap(({ path, text }) => {
    const line = text.split('\n').findIndex((one) => pattern.test(one))
    return line < 0 ? [] : [`${path}:${line + 1}`]
  })
  expect(found).toEqual([])
})

test('the files are read', () => {
  expect(texts.map(({ path }) => path)).toContain('package-lock.json')
})

import { describe, expect, test } from 'vitest'
import { ERRORS } from '../../src/contract/errors.ts'
import { projectFiles, readProjectFile } from './files.ts'

const home = 'src/contract/errors.ts'
const shipped = projectFiles().filter(
  (path) => /\.tsx?$/.test(path) && !path.startsWith('test/') && path !== home,
)

// That a code which is thrown exists is held by the type ErrorCode.
describe('error codes', () => {
  test.each(Object.entries(ERRORS))('%s says in whole sentences what to do', (code, advice) => {
    expect(code).toMatch(/^[a-z]+\.[a-z_]+$/)
    expect(advice).toMatch(/^[A-Z].{10,}\.$/)
    expect(advice).not.toMatch(/\s{2}|\n/)
  })

  test('none is without use', () => {
    const code = shipped.map(readProjectFile).join('\n')
    expect(Object.keys(ERRORS).filter((name) => !code.includes(`'${name}'`))).toEqual([])
  })
})

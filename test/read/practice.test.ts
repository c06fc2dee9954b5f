import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface PracticeQuestion {
  id: string
  text: string
  answerable: boolean
  answers?: { page: string; quote: string }[]
  onTopic?: boolean
  near?: string
  why?: string
  sort?: string
}

const folder = new URL('../practice', import.meta.url).pathname
const sites = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe.each(sites.map(({ name }) => name))('practice site %s', (site) => {
  const pages = new Map(
    readdirSync(join(folder, site, 'pages')).map((file) => [
      file.replace(/\.md$/, ''),
      readFileSync(join(folder, site, 'pages', file), 'utf8'),
    ]),
  )
  const questions = readFileSync(join(folder, site, 'questions.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PracticeQuestion)

  it('has pages with a title', () => {
    const untitled = [...pages].filter(([, text]) => !/^# \S/.test(text)).map(([page]) => page)
    expect(untitled).toEqual([])
  })

  it('asks each question once', () => {
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
    expect(new Set(questions.map(({ text }) => text.toLowerCase())).size).toBe(questions.length)
  })

  it('quotes what answers from one line of its page', () => {
    const unquoted = questions
      .filter(({ answerable }) => answerable)
      .filter(({ answers = [] }) => {
        const lines = (page: string) => pages.get(page)?.split('\n') ?? []
        return (
          answers.length === 0 ||
          !answers.every(({ page, quote }) => lines(page).some((line) => line.includes(quote)))
        )
      })
    expect(unquoted.map(({ id }) => id)).toEqual([])
  })

  it('either sets traps or says of what sort a question without an answer is', () => {
    const without = questions.filter(({ answerable }) => !answerable)
    const traps = without.some(({ onTopic }) => onTopic)
    expect(without.filter(({ sort }) => (sort === undefined) !== traps).map(({ id }) => id)).toEqual([])
  })

  it('says why a question has no answer, and what comes nearest', () => {
    const unexplained = questions
      .filter(({ answerable }) => !answerable)
      .filter(({ why, onTopic, near }) => !why || (onTopic && !pages.has(near ?? '')))
    expect(unexplained.map(({ id }) => id)).toEqual([])
  })
})

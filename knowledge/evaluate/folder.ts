import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { TributaryError } from '../../src/contract/errors.ts'
import { chunk } from '../chunk/index.ts'

const passage = z.object({
  id: z.string(),
  title: z.string().nullish(),
  text: z.string(),
  headings: z.array(z.string()).nullish(),
  group: z.string().nullish(),
})
const query = z.object({
  id: z.string(),
  text: z.string(),
  answerable: z.boolean(),
  relevant: z.array(z.string()),
  history: z.array(z.tuple([z.enum(['user', 'agent']), z.string()])).nullish(),
  audit: z.unknown().optional(),
})
/** A question of a folder with pages: what answers it is a line of a page. */
const pageQuestion = z.object({
  id: z.string(),
  text: z.string(),
  answerable: z.boolean(),
  answers: z.array(z.object({ page: z.string(), quote: z.string() })).nullish(),
  onTopic: z.boolean().nullish(),
  sort: z.enum(['gap', 'case', 'off']).nullish(),
})

export interface LabelledPassage {
  id: string
  title: string
  headings: string[]
  text: string
  /** The page it belongs to. */
  page: string
}

export interface LabelledQuestion {
  id: string
  text: string
  answerable: boolean
  relevant: Set<string>
  history: { role: 'user' | 'agent'; text: string }[]
  /** The very lines that answer, where they are known. */
  quotes: { page: string; quote: string }[]
  /** Not answerable, though its subject is treated: written to be as hard as can be. */
  near: boolean
}

/** A set of passages and labelled questions, as `eval` and `calibrate` read it. */
export interface LabelledSet {
  name: string
  passages: LabelledPassage[]
  /** Without those that carry an audit mark: their labels are in doubt. */
  questions: LabelledQuestion[]
}

/** A group of more passages than this is a whole collection, not a page. */
const PAGE_PASSAGES = 150

/**
 * Reads a folder with corpus.jsonl and queries.jsonl, or one with pages (Markdown files, the title in their first line) and
 * questions.jsonl; throws `input.invalid` with the line that is wrong.
 */
export function readLabelledSet(folder: string, countTokens: CountTokens): LabelledSet {
  return existsSync(join(folder, 'pages')) ? readPages(folder, countTokens) : readPassages(folder)
}

/** A set is called like its folder. */
export const setName = (folder: string) => basename(resolve(folder))

type CountTokens = (text: string) => number

function readPages(folder: string, countTokens: CountTokens): LabelledSet {
  const files = readdirSync(join(folder, 'pages')).filter((file) => file.endsWith('.md'))
  const passages = files.toSorted().flatMap((file) => {
    const page = file.slice(0, -'.md'.length)
    const [title, body] = titleAndBody(join(folder, 'pages', file))
    return chunk(body, { title, countTokens }).map(({ ordinal, headingPath, text }) => ({
      id: `${page}#${ordinal}`,
      title,
      headings: headingPath,
      text,
      page,
    }))
  })
  const questions = readLines(join(folder, 'questions.jsonl'), pageQuestion)
  return {
    name: setName(folder),
    passages,
    questions: questions.map(({ id, text, answerable, answers, onTopic }) => {
      const pages = new Set(answers?.map(({ page }) => page))
      return {
        id,
        text,
        answerable,
        relevant: new Set(passages.filter(({ page }) => pages.has(page)).map((passage) => passage.id)),
        history: [],
        quotes: answers ?? [],
        near: onTopic === true,
      }
    }),
  }
}

function titleAndBody(file: string): [title: string, body: string] {
  const content = readFileSync(file, 'utf8')
  const title = /^# (.+)\n/.exec(content)
  if (!title) throw new TributaryError('input.invalid', `${file} does not begin with "# " and its title.`)
  return [title[1]!.trim(), content.slice(title[0].length)]
}

function readPassages(folder: string): LabelledSet {
  const passages = readLines(join(folder, 'corpus.jsonl'), passage)
  const queries = readLines(join(folder, 'queries.jsonl'), query)
  const sizes = new Map<string, number>()
  for (const { group } of passages) if (group) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const page = (group: string | null | undefined) =>
    group && sizes.get(group)! <= PAGE_PASSAGES ? `group:${group}` : undefined
  return {
    name: setName(folder),
    passages: passages.map(({ id, title, headings, text, group }) => ({
      id,
      title: title ?? '',
      headings: headings ?? [],
      text,
      page: page(group) ?? `id:${id}`,
    })),
    questions: queries
      .filter(({ audit }) => audit === undefined || audit === null || audit === false)
      .map(({ id, text, answerable, relevant, history }) => ({
        id,
        text,
        answerable,
        relevant: new Set(relevant),
        history: (history ?? []).map(([role, said]) => ({ role, text: said })),
        quotes: [],
        near: false,
      })),
  }
}

function readLines<T>(file: string, schema: z.ZodType<T>): T[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TributaryError('input.invalid', `${file} could not be read.`, { cause })
  }
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [schema.parse(JSON.parse(line))]
    } catch (cause) {
      throw new TributaryError('input.invalid', `${file}, line ${index + 1}, is not what eval reads.`, {
        cause,
      })
    }
  })
}

import { readFileSync } from 'node:fs'

/** A page of the demo wiki, with its bodies read. Shapes are described in the README beside this file. */
export interface ShopPage {
  /** Numeric, as Confluence's own ids. */
  id: string
  spaceKey: string
  title: string
  /** Null for the homepage of a space. */
  parentId: string | null
  parentType: 'page' | 'folder'
  status: 'current' | 'archived' | 'trashed'
  version: number
  /** ISO 8601 with zone. */
  createdAt: string
  updatedAt: string
  labels: string[]
  /** Who alone may read this page and everything below it. */
  restrictions?: { users: string[]; groups: string[] }
  /** Ids of the pages that this one shows by the include macro. */
  includes?: string[]
  /** Body as `body.view` of Confluence Cloud. */
  viewHtml: string
  /** Body in storage format, for the pages that have it. */
  storageXml?: string
}

export interface ShopSpace {
  id: string
  key: string
  name: string
  type: 'global'
  status: 'current'
  homepageId: string
}

export interface ShopFolder {
  id: string
  title: string
  spaceKey: string
  parentId: string
}

export interface Shop {
  site: { name: string; url: string }
  spaces: ShopSpace[]
  folders: ShopFolder[]
  pages: ShopPage[]
}

/** A question that the wiki answers. */
export interface AnswerableQuestion {
  id: string
  text: string
  answerable: true
  /** The page that answers, or several that each do. */
  page: string | string[]
  /** Of every inner list one alternative occurs in a right answer, whatever its case. */
  facts: string[][]
  history?: ['user' | 'agent', string][]
}

/** A question that must not be answered from the wiki. */
export interface UnanswerableQuestion {
  id: string
  text: string
  answerable: false
  /** The wiki treats the subject, but not the fact asked for. */
  onTopic?: true
  why: string
  /** The fact stands only on a page that is not trained. */
  trap?: 'archived' | 'restricted' | 'draft'
}

export type GoldenQuestion = AnswerableQuestion | UnanswerableQuestion

/** Where the traps of the wiki are, by page id. */
export const traps = {
  restricted: '131810',
  restrictedByParent: '131811',
  archived: '131205',
  trashed: '131807',
  /** Carries the label `draft`, which the demo excludes. */
  draft: '131806',
  /** The two disagree about the order value from which standard delivery in the UK is free (£60, £50). */
  contradiction: ['131101', '131703'],
  injection: '131802',
  including: '131808',
  included: '131106',
  macros: '131803',
  folder: '131600',
} as const

type WikiFile = Omit<Shop, 'pages'> & {
  pages: (Omit<ShopPage, 'viewHtml' | 'storageXml'> & { view: string; storage?: string })[]
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The demo shop's wiki with every body read. Throws when a file is missing. */
export function loadShop(): Shop {
  const wiki = JSON.parse(read('wiki.json')) as WikiFile
  const pages = wiki.pages.map(({ view, storage, ...page }) => ({
    ...page,
    viewHtml: read(view),
    ...(storage === undefined ? {} : { storageXml: read(storage) }),
  }))
  return { ...wiki, pages }
}

const readQuestions = (path: string) =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldenQuestion)

/** The golden questions, the answerable ones first. */
export const loadGolden = () => readQuestions('golden.jsonl')

/** The test half of the golden questions, which nothing is tuned on; the answerable ones first. */
export const loadGoldenTest = () => readQuestions('golden-test.jsonl')

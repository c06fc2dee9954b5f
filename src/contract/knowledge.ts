/** What a source trains: one page alone, every page of a space, or everything below a folder. */
export type Scope =
  | { mode: 'page'; pageId: string; spaceKey?: string }
  | { mode: 'space'; spaceId: string; spaceKey: string }
  | { mode: 'folder'; folderId: string; spaceKey?: string }

/** Where a pasted URL led. */
export interface Resolved {
  scope: Scope
  /** Title of the page, space or folder, for the admin to recognise. */
  name: string
  /** The canonical URL. */
  url: string
}

/** A page as a listing shows it: enough to decide whether its body must be fetched. */
export interface PageStub {
  /** The source's own stable id; never the URL or title, which change. */
  id: string
  title: string
  url: string
  spaceKey?: string
  parentId: string | null
  /** All ancestors' ids, root first, where known. */
  ancestorIds: string[]
  version: number
  /** ISO 8601 with zone. */
  updatedAt: string
  labels: string[]
  /** The page or an ancestor of it may not be read by everyone who can read the space. */
  restricted: boolean
}

/**
 * A step of a listing. Only `complete` allows to conclude that an unlisted page is gone; after `failed` it never comes.
 * `failed` with a page's id speaks of that page alone, which is then not among the listed ones.
 */
export type ListingStep =
  | { type: 'pages'; pages: PageStub[]; total?: number }
  | { type: 'failed'; pageId?: string; error: Error }
  | { type: 'complete' }

export type BodyFormat = 'view' | 'export_view' | 'storage' | 'html'

/** A page with its body, as fetched. */
export interface SourcePage {
  stub: PageStub
  /** The rendered body, or storage format when rendering failed. */
  body: { format: BodyFormat; value: string }
  /** Storage format beside the rendered one, when it was fetched: names macros that rendering drew empty. */
  storage?: string
  /** Ids of pages whose text this page includes: it must be fetched again when one of them changes. */
  includes: string[]
  /** What is wrong with the page without keeping it from being trained, such as a cycle of includes. */
  problems?: Error[]
}

/** A place that knowledge comes from. Read only: nothing in this contract can write. */
export interface Source {
  readonly kind: string
  /** Turns a pasted URL into what it means, or throws a TributaryError that says why it cannot. */
  resolve(url: string, mode?: 'page' | 'space'): Promise<Resolved>
  /** Lists the pages of a scope with their current versions, labels and restrictions; archived and trashed ones never. */
  list(scope: Scope): AsyncIterable<ListingStep>
  /** Fetches one page with its body. */
  fetch(stub: PageStub): Promise<SourcePage>
}

/** Something the conversion could not carry over, told instead of dropped in silence. */
export interface Loss {
  /** macro, image, attachment, include, chart, embed, drawing, table, script, other. */
  kind: string
  /** Macro or element name. */
  name: string
  /** Heading path or nearest text, so that an editor finds the place. */
  where: string
}

export interface Converted {
  markdown: string
  losses: Loss[]
}

/** A passage of a page, cut along headings, sized for search. */
export interface Chunk {
  ordinal: number
  /** Headings above it inside the page, outermost first. */
  headingPath: string[]
  /** Markdown of the passage, table header repeated where a table was split. */
  text: string
  /** Size in the embedder's tokens. */
  tokens: number
}

/** A passage found for a question, with the page it came from. */
export interface Candidate {
  chunkId: number
  pageId: number
  title: string
  headingPath: string[]
  text: string
  url: string
  pageVersion: number
  /** Passages of one group stand for one page when evidence is summed and margins are taken. */
  group: string
  /** Raw signals by name (cosine, bm25, …), kept for the trace. */
  signals: Record<string, number>
  /** The score the ranking is by; comparable within one question only. */
  score: number
  /** The sentences, items and rows that may answer, the likeliest first; absent before the passage was read. */
  read?: ReadSpan[]
}

/** A part of a passage that was read. */
export interface ReadSpan {
  /** `text.slice(start, end)` of the passage. */
  start: number
  end: number
  /** The part of the belief, over all that was found for the question, that this is what answers it; 0 to 1. */
  share: number
}

export interface RetrievalQuery {
  /** The question as it stands on its own. */
  text: string
  /** Earlier turns, oldest first, for follow-up questions. */
  history?: { role: 'user' | 'agent'; text: string }[]
  /** Only these pages; the playground and tests use it. */
  pageIds?: number[]
  /** Not these pages; a site that asks itself what it cannot answer uses it. */
  excludePageIds?: number[]
  limit?: number
}

export interface Retrieval {
  /** The text searched for, after history was taken into account. */
  query: string
  edition: number
  candidates: Candidate[]
  /** Facts about the question as a whole (share of unknown terms, total idf, …). */
  questionSignals: Record<string, number>
  /** The question's words that carry matter, as the index knows them. */
  words: AskedWord[]
}

/** A word of a question with what it weighs. */
export interface AskedWord {
  /** Lower-cased, without accents. */
  surface: string
  /** Inverse document frequency in the index. */
  idf: number
  /** Its idf over that of a word no passage holds: 0 for one that all hold, 1 for an unknown one. */
  rarity: number
  /** Some passage holds it. */
  known: boolean
  /** Words that may stand for it. */
  related: string[]
}

export interface Retriever {
  retrieve(query: RetrievalQuery): Promise<Retrieval>
}

/** What is embedded for a question goes before what is embedded ahead of one. */
export type Urgency = 'question' | 'background'

/** Turns texts into vectors of one space. Vectors of different spaces never meet. */
export interface Embedder {
  /** Name of the space, changes with the model: part of the cache key. */
  readonly space: string
  readonly dimensions: number
  /** @param urgency whether somebody waits for it; without it a few texts are taken for a question, many for a crawl's */
  embed(texts: readonly string[], urgency?: Urgency): Promise<Float32Array[]>
  /** Size of a text in this embedder's tokens. */
  countTokens(text: string): number
  close(): Promise<void>
}

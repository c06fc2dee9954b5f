import type { Page } from '../wiki/model.ts'
import type { Wiki } from '../wiki/wiki.ts'

export interface IndexOptions {
  /** Milliseconds until a change is found by search; the real one takes about 20 s. */
  lag: number
  /** Milliseconds that deleted, trashed and archived pages linger beyond the lag. */
  linger: number
}

/** The search index, which runs behind the wiki: changes arrive late, and what is gone lingers. */
export class SearchIndex {
  readonly #pages = new Map<string, Page>()
  readonly #due: { at: number; id: string; page: Page | undefined }[] = []
  readonly #now: () => number

  constructor(wiki: Wiki, options: IndexOptions, now: () => number) {
    this.#now = now
    for (const page of wiki.pages.values()) this.#put(page.id, page)
    wiki.onChange((page, gone) => {
      const at = now() + options.lag + (gone ? options.linger : 0)
      this.#due.push({ at, id: page.id, page: gone ? undefined : structuredClone(page) })
    })
  }

  /** The pages as search sees them now. */
  pages(): Page[] {
    const now = this.#now()
    const due = this.#due.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const { id, page } of due) this.#put(id, page)
    this.#due.splice(0, this.#due.length, ...this.#due.filter(({ at }) => at > now))
    return [...this.#pages.values()]
  }

  #put(id: string, page: Page | undefined): void {
    if (page?.status === 'current') this.#pages.set(id, structuredClone(page))
    else this.#pages.delete(id)
  }
}

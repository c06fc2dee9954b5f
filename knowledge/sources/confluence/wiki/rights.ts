import { addChain, wayUp } from './tree.ts'
import type { TreeNode } from './tree.ts'

/**
 * Whether a page has read restrictions of its own, from the `restrictions` of a v1 answer (`{read: {restrictions: {user,
 * group}}}` or one operation alone). Undefined when it was not expanded: an absent list is no list of nobody.
 */
export function ownRestriction(value: unknown): boolean | undefined {
  const outer = (value ?? {}) as { read?: unknown; restrictions?: unknown }
  const operation = ('read' in outer ? outer.read : outer) as { restrictions?: unknown } | undefined
  const lists = operation?.restrictions as { user?: unknown; group?: unknown } | undefined
  const user = count(lists?.user)
  const group = count(lists?.group)
  if (user === undefined || group === undefined) return (user ?? 0) + (group ?? 0) > 0 ? true : undefined
  // Both empty means that nothing of its own stands here: the page inherits.
  return user + group > 0
}

function count(list: unknown): number | undefined {
  const { results, size } = (list ?? {}) as { results?: unknown; size?: unknown }
  if (!Array.isArray(results)) return undefined
  return Math.max(results.length, typeof size === 'number' ? size : 0)
}

/** What has to be asked of the wiki where a listing leaves something open. */
export interface RightsAsker {
  /** Own restriction of a page or another node; undefined when the wiki would not tell. */
  own(id: string, type: string): Promise<boolean | undefined>
  /** The chain above a page, root first, without the page itself. */
  chain(pageId: string): Promise<{ id: string; type: string }[] | undefined>
}

export interface Standing {
  ancestorIds: string[]
  restricted: boolean
}

/**
 * Ancestors and effective restriction of pages: a page is open when neither it nor anything above it is restricted. The tree
 * and the restrictions known from listings grow by what is asked, each thing once. What the wiki will not tell counts as
 * restricted.
 */
export class Rights {
  readonly #nodes: Map<string, TreeNode>
  readonly #asker: RightsAsker
  readonly #own = new Map<string, Promise<boolean>>()
  readonly #chains = new Map<string, Promise<void>>()

  /** @param own what listings told: own restrictions by page id */
  constructor(nodes: Map<string, TreeNode>, own: ReadonlyMap<string, boolean>, asker: RightsAsker) {
    this.#nodes = nodes
    this.#asker = asker
    for (const [id, restricted] of own) this.#own.set(id, Promise.resolve(restricted))
  }

  /** @throws what the asker throws when the wiki could not be asked at all */
  async of(pageId: string): Promise<Standing> {
    let way = wayUp(pageId, this.#nodes)
    if (way.unknown !== undefined) {
      await this.#learnChain(way.unknown, pageId)
      way = wayUp(pageId, this.#nodes)
    }
    let restricted = way.unknown !== undefined
    for (const id of [pageId, ...way.above]) restricted ||= await this.#restricts(id)
    return { ancestorIds: way.above, restricted }
  }

  /** Asks for the way above a node that the listing did not show, through a page that hangs from it. */
  #learnChain(unknown: string, pageId: string): Promise<void> {
    const { above } = wayUp(pageId, this.#nodes)
    const from = above.find((id) => id !== unknown && this.#nodes.get(id)?.type === 'page') ?? pageId
    return once(this.#chains, unknown, async () => {
      addChain(this.#nodes, (await this.#asker.chain(from)) ?? [])
    })
  }

  #restricts(id: string): Promise<boolean> {
    const type = this.#nodes.get(id)?.type ?? 'page'
    return once(this.#own, id, async () => (await this.#asker.own(id, type)) ?? true)
  }
}

/** Asks once for each key, also while the answer is on its way; what failed may be asked again. */
function once<T>(memo: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = memo.get(key)
  if (known) return known
  const asked = ask()
  memo.set(key, asked)
  asked.catch(() => memo.delete(key))
  return asked
}

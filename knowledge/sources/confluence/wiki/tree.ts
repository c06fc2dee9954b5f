/** Where something hangs in the page tree. `parentId` null is a root, undefined not known yet. */
export interface TreeNode {
  parentId: string | null
  /** page, folder, whiteboard, database or embed. */
  type: string
}

/** The way up from one node. */
export interface WayUp {
  /** Ids above, root first, as far as known. */
  above: string[]
  /** The parent at which the known tree ends; undefined when the root was reached. */
  unknown: string | undefined
}

/** Follows parents to the root. A loop, which a page moved during the listing can make, ends the walk as unknown. */
export function wayUp(id: string, nodes: ReadonlyMap<string, TreeNode>): WayUp {
  const above: string[] = []
  const seen = new Set([id])
  let parent = nodes.get(id)?.parentId ?? null
  while (parent !== null) {
    if (seen.has(parent)) return { above, unknown: parent }
    seen.add(parent)
    above.unshift(parent)
    const node = nodes.get(parent)
    if (!node) return { above, unknown: parent }
    parent = node.parentId
  }
  return { above, unknown: undefined }
}

/** Hangs a chain (root first) into the tree; what is known already stays. */
export function addChain(nodes: Map<string, TreeNode>, chain: readonly { id: string; type: string }[]): void {
  chain.forEach(({ id, type }, at) => {
    if (!nodes.has(id)) nodes.set(id, { parentId: chain[at - 1]?.id ?? null, type })
  })
}

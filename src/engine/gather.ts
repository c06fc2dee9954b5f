/** Transactions of one process at a time. One more than one, so that a slow one does not keep everybody waiting. */
const AT_A_TIME = 2
/** Most that go together. */
const MOST = 100

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Does what comes in while others are busy together, once they are done: a database commits a hundred messages in hardly more time than
 * one. Where nothing else is under way, nothing waits. If several fail together, each is tried alone, so that none fails for
 * another's sake.
 * @param work gives the results in the order of the items, and does all or nothing
 */
export function gathering<Item, Result>(
  work: (items: readonly Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  const queue: Waiting<Item, Result>[] = []
  let running = 0

  async function run(): Promise<void> {
    running++
    while (queue.length > 0) await together(queue.splice(0, MOST))
    running--
  }

  async function together(some: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(some.map(({ item }) => item))
      some.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      if (some.length === 1) some[0]!.reject(error)
      else for (const one of some) await together([one])
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject })
      if (running < AT_A_TIME) void run()
    })
}

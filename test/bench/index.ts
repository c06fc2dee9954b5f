import { printConvertBench } from './convert.ts'
import { benchBlocking } from './blocking.ts'
import { benchEmbedding } from './embedding.ts'
import { benchRecrawl } from './recrawl.ts'
import { benchRetrieval } from './retrieval.ts'
import { benchTurn } from './turn.ts'

// `npm run bench` runs all, `npm run bench -- b` one. Ratios are of numbers measured in the same run.
const BENCHES: Record<string, { title: string; run: () => Promise<void> }> = {
  a: {
    title: '(a) converting and cutting the real pages over plain jsdom and turndown; target ≥ 1.3×',
    async run() {
      printConvertBench()
      await benchBlocking()
      await benchEmbedding()
    },
  },
  b: {
    title: '(b) retrieval without the embedding of the question, as the index grows',
    run: benchRetrieval,
  },
  c: { title: '(c) statements of a turn without model and embedding', run: benchTurn },
  d: { title: '(d) recrawl of an unchanged space of 1,000 pages', run: benchRecrawl },
}

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !(name in BENCHES))
if (unknown !== undefined) {
  console.error(`There is no bench "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
for (const [name, { title, run }] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(title)
  await run()
}

import { serve } from '../threads/serve.ts'
import { loadModel } from './model.ts'

// The model's code is native and takes a core while it runs: in a process of its own it neither stops nor endangers the server.
serve(await loadModel(), (vectors) => vectors.map((vector) => vector.buffer as ArrayBuffer))

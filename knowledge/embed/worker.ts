import { serve } from '../threads/serve.ts'
import { loadModel } from './model.ts'

// The model's WebAssembly is synchronous: in a thread of its own it does not stop the server.
serve(await loadModel(), (vectors) => vectors.map((vector) => vector.buffer as ArrayBuffer))

import { keepCompiled } from './compiled.ts'

keepCompiled()
await import('./main/serve.ts')

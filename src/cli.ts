import { keepCompiled } from './compiled.ts'

keepCompiled()
await import('./cli/main.ts')

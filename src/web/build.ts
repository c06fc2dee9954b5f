import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../..')

/** The widget as one script, where {@link buildWidget} puts it. */
export const widgetFile = join(root, 'dist/widget/tributary.js')

/** Builds the widget into one script without imports, about 3 s. */
export async function buildWidget(outFile = widgetFile): Promise<void> {
  // Imported here only: a server whose widget is built does without.
  const { build } = await import('vite')
  await build({
    root: join(here, 'widget'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: join(outFile, '..'),
      emptyOutDir: false,
      target: 'es2022',
      sourcemap: false,
      lib: {
        entry: join(here, 'widget/index.tsx'),
        formats: ['iife'],
        name: 'Tributary',
        fileName: () => outFile.split('/').at(-1)!,
      },
    },
  })
}

/** Builds what is missing. */
export async function ensureWidgetBuilt(): Promise<void> {
  if (!existsSync(widgetFile)) await buildWidget()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWidget()

import { readConfig } from '../config.ts'
import { TributaryError } from '../contract/errors.ts'
import { createLog } from '../log.ts'
import { startApp } from './app.ts'
import { ensureWidgetBuilt } from '../web/build.ts'

/** The server: reads its settings, starts, and ends in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.LOG_LEVEL)
  await ensureWidgetBuilt()
  const app = await startApp({ config, log })
  process.stdout.write(`Tributary answers at ${app.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      log.info({ signal }, 'stopping')
      app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error: String(error) }, 'did not stop in order')
          process.exit(1)
        },
      )
    })
}

main().catch((error: unknown) => {
  const known = error instanceof TributaryError ? error : undefined
  process.stderr.write(
    known ? `${known.code}: ${known.message}\n${known.advice}\n` : `internal.unexpected: ${String(error)}\n`,
  )
  process.exit(1)
})

import { createClaude, type Claude } from '../answer/index.ts'
import type { Config } from '../config.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Composer } from '../contract/model.ts'
import type { TellTrouble } from '../contract/trouble.ts'

/**
 * Who composes for a calibration, where the settings let it; with a client of its own, since calls of a calibration that fail must not leave shoppers
 * without Claude.
 */
export function calibrationComposer(config: Config): Composer | undefined {
  return config.CALIBRATE_WITH_CLAUDE ? openClaude(config)?.composer : undefined
}

/** Claude as the settings have it; undefined without a key. */
export function openClaude(config: Config): Claude | undefined {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_MODEL: model } = config
  if (apiKey === undefined) return undefined
  return createClaude({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(model === undefined ? {} : { model }),
  })
}

/** As the composer; tells the operator when it fails, and when it works again. What was given up is no trouble of its own. */
export function watched(composer: Composer, trouble: TellTrouble): Composer {
  return {
    ...composer,
    async compose(request) {
      try {
        const draft = await composer.compose(request)
        trouble('Claude')
        return draft
      } catch (error) {
        if (error instanceof TributaryError && !request.signal?.aborted) trouble('Claude', error)
        throw error
      }
    },
  }
}

import type { Activity as BotActivity } from 'botbuilder'
import type { BotSettings } from '../settings.ts'

/** Checks who sent an activity, then runs `work`. */
export type Authorized = (
  authorization: string,
  activity: object,
  work: () => Promise<void>,
) => Promise<Verdict>

export type Verdict = 'done' | 'unauthorized' | 'unavailable'

// The public cloud's, as the SDK has them; all must be given as soon as one is.
const SCOPE = 'https://api.botframework.com'
const METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration'
const EMULATOR_METADATA =
  'https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration'
const LOGIN = 'https://login.microsoftonline.com/botframework.com'

/**
 * The SDK's CloudAdapter, which knows how the Bot Framework's tokens are checked. It is loaded here and only when it is
 * wanted: it takes half a second and 60 MB.
 */
export async function createAuthorized(settings: BotSettings): Promise<Authorized> {
  const {
    CloudAdapter,
    ConfigurationBotFrameworkAuthentication,
    ConfigurationServiceClientCredentialFactory,
  } = await import('botbuilder')

  class Adapter extends CloudAdapter {
    // The public method writes errors to the console, stack and all, and hides which kind they are.
    receive(authorization: string, activity: BotActivity, work: () => Promise<void>) {
      return this.processActivity(authorization, activity, work)
    }
  }

  const adapter = new Adapter(
    new ConfigurationBotFrameworkAuthentication(
      {
        ToChannelFromBotLoginUrl: settings.loginUrl ?? LOGIN,
        ToChannelFromBotOAuthScope: SCOPE,
        ToBotFromChannelTokenIssuer: SCOPE,
        OAuthUrl: SCOPE,
        ToBotFromChannelOpenIdMetadataUrl: settings.openIdMetadataUrl ?? METADATA,
        ToBotFromEmulatorOpenIdMetadataUrl: settings.openIdMetadataUrl ?? EMULATOR_METADATA,
      },
      new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppId: settings.appId ?? '',
        MicrosoftAppPassword: settings.appPassword ?? '',
        ...(settings.tenantId ? { MicrosoftAppTenantId: settings.tenantId } : {}),
        MicrosoftAppType: settings.tenantId ? 'SingleTenant' : 'MultiTenant',
      }),
    ),
  )

  return async (authorization, activity, work) => {
    let trusted = false
    try {
      await adapter.receive(authorization, activity as BotActivity, () => {
        trusted = true
        return work()
      })
      return 'done'
    } catch (error) {
      if (trusted) throw error
      return keysMissing(error) ? 'unavailable' : 'unauthorized'
    }
  }
}

/** The keys could not be fetched, so nothing can be said of the token. Whatever else fails before our work is a bad token. */
function keysMissing(error: unknown): boolean {
  const { name, statusCode } = (error ?? {}) as { name?: unknown; statusCode?: unknown }
  return name === 'FetchError' || statusCode === 500
}

import { createServer } from 'node:http'
import type { Command } from 'commander'
import { TributaryError } from '../contract/errors.ts'
import { beginConnection, finishConnection } from '../../knowledge/sources/confluence/index.ts'
import { saveConnection } from '../../knowledge/store/connections.ts'
import { oauthApp } from '../main/sources.ts'
import type { CommandContext, RunCommand } from './context.ts'

const PATIENCE_MS = 10 * 60_000

interface ConnectOptions {
  site?: string
  dataCenter?: string
}

/** `connect confluence --site <url>` and `connect confluence --data-center <url>` */
export function connectCommand(program: Command, run: RunCommand): void {
  program
    .command('connect')
    .description('connect a wiki, read only')
    .command('confluence')
    .description('Confluence Cloud by OAuth, or Data Center by the personal access token in CONFLUENCE_PAT')
    .option('--site <url>', 'the Cloud site, such as https://shop.atlassian.net')
    .option('--data-center <url>', 'the Data Center, with its context path')
    .action(
      run(async (context, options: ConnectOptions) => {
        if ((options.site === undefined) === (options.dataCenter === undefined))
          throw new TributaryError('input.invalid', 'Give either --site (Cloud) or --data-center.')
        const connected =
          options.site === undefined
            ? await connectDataCenter(context, options.dataCenter!)
            : await connectCloud(context, options.site, (url) =>
                context.out.note(
                  `Open this address, choose the site and accept:\n\n  ${url}\n\nWaiting for the answer …`,
                ),
              )
        context.out.result(
          connected,
          () => `Connected ${connected.name} as connection ${connected.connectionId}.`,
        )
      }),
    )
}

/** Begins the consent, waits for its callback, and keeps the grant. */
export async function connectCloud(
  { config, db, knowledge }: Pick<CommandContext, 'config' | 'db' | 'knowledge'>,
  siteUrl: string,
  show: (url: string) => void,
): Promise<{ connectionId: number; name: string; siteUrl: string }> {
  addressOf(siteUrl)
  const app = oauthApp(config)
  const { url, state } = beginConnection(app)
  const callback = waitForCallback(new URL(app.redirectUri), () => show(url))
  const grant = await finishConnection(
    app,
    { http: knowledge.sources.http },
    {
      callbackUrl: await callback,
      state,
      siteUrl,
    },
  )
  const connectionId = await saveConnection(db, knowledge.box, {
    kind: 'confluence-cloud',
    siteUrl: grant.siteUrl,
    name: grant.siteName,
    account: { cloudId: grant.cloudId, scopes: grant.scopes },
    secret: grant,
  })
  return { connectionId, name: grant.siteName, siteUrl: grant.siteUrl }
}

async function connectDataCenter({ config, db, knowledge }: CommandContext, given: string) {
  const token = config.CONFLUENCE_PAT
  if (token === undefined)
    throw new TributaryError(
      'config.invalid',
      'CONFLUENCE_PAT is needed: a personal access token of a reader.',
    )
  const address = addressOf(given)
  const siteUrl = `${address.origin}${address.pathname.replace(/\/+$/, '')}`
  await knowledge.sources.checkDataCenter(siteUrl, token)
  const name = address.host
  const connectionId = await saveConnection(db, knowledge.box, {
    kind: 'confluence-dc',
    siteUrl,
    name,
    account: {},
    secret: { token },
  })
  return { connectionId, name, siteUrl }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username) return url
  throw new TributaryError('input.invalid', `"${text}" is not the address of a site.`)
}

/** Listens where the redirect leads, once; the browser is told that the window can be closed. */
function waitForCallback(redirect: URL, listening: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', redirect)
      if (url.pathname !== redirect.pathname) {
        response.writeHead(404).end()
        return
      }
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' })
        .end('<!doctype html><title>Tributary</title><p>Thank you. You can close this window now.</p>')
      done(() => resolve(url.href))
    })
    const patience = setTimeout(
      () =>
        done(() =>
          reject(new TributaryError('confluence.consent_declined', 'Nobody answered within ten minutes.')),
        ),
      PATIENCE_MS,
    )
    const done = (settle: () => void) => {
      clearTimeout(patience)
      server.close()
      settle()
    }
    server.once('error', (cause) =>
      done(() =>
        reject(
          new TributaryError(
            'config.invalid',
            `The answer cannot be waited for at CONFLUENCE_REDIRECT_URI, ${redirect.href}: ${cause.message}`,
            { cause },
          ),
        ),
      ),
    )
    server.listen(
      Number(redirect.port || 80),
      redirect.hostname === 'localhost' ? '127.0.0.1' : redirect.hostname,
      listening,
    )
  })
}

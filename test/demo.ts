import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { progressBar } from '../src/cli/progress.ts'
import { readConfig } from '../src/config.ts'
import { TributaryError } from '../src/contract/errors.ts'
import { createLog } from '../src/log.ts'
import { startApp, type App } from '../src/main/app.ts'
import { newestSiteGate } from '../src/store/site-gate.ts'
import { ensureWidgetBuilt } from '../src/web/build.ts'
import { chatOver } from './demo-chat.ts'
import { startConfluence } from './doubles/confluence/index.ts'
import { askEverywhere, DESK_CHANNEL, handOver } from './demo-channels.ts'
import { SlackDouble } from './doubles/slack/index.ts'
import { openProviders } from './providers/index.ts'
import { shopWiki, trainShop } from './providers/train.ts'

const FOLDERS = fileURLToPath(new URL('../.tmp/demo', import.meta.url))
const QUESTIONS = [
  'hi there',
  'are any of your shoes vegan?',
  'what are 100 points worth?',
  'and when do they lapse?',
  'can you deliver to the moon base by tuesday?',
]

/** Room for the name of who speaks. */
const WHO = 22

const say = (line = '') => process.stdout.write(`${line}\n`)

/** Everything on this machine: the wiki's double, OAuth, a crawl, some questions, and the chat in a browser. */
async function demo(once: boolean): Promise<void> {
  const started = Date.now()
  const folder = ownFolder()
  say('Tributary demo. Nothing leaves this machine; the shop "Larkmoor" and its wiki are made up.')
  say('\n1. Starting the wiki (a double of Confluence Cloud) and the server with its embedded database …')
  await ensureWidgetBuilt()
  const wiki = await startConfluence({ folder: shopWiki })
  const providers = await openProviders()
  const slack = await new SlackDouble().start()
  slack.workspace.channel(DESK_CHANNEL)
  const config = readConfig({
    ...process.env,
    DATA_FOLDER: folder,
    // Warnings would stand amid what it tells; LOG_LEVEL shows them.
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    PORT: process.env.PORT ?? (once ? '0' : undefined),
    SHOP_NAME: 'Larkmoor',
    ACCEPTED_RISK: process.env.ACCEPTED_RISK ?? '0.05',
    CONFLUENCE_CLIENT_ID: wiki.app.clientId,
    CONFLUENCE_CLIENT_SECRET: wiki.app.clientSecret,
    CONFLUENCE_AUTH_URL: wiki.authUrl,
    CONFLUENCE_API_URL: wiki.apiUrl,
    ...providers.settings,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_CHANNEL: DESK_CHANNEL,
    SLACK_API_URL: slack.apiUrl,
    ALLOW_PRIVATE_HOSTS: [
      ...providers.hosts,
      ...[wiki.authUrl, wiki.apiUrl, slack.url].map((url) => new URL(url).host),
    ].join(','),
  })
  const bar = progressBar(false)
  const app = await startApp({
    config,
    log: createLog(config.LOG_LEVEL),
    onCrawlProgress: ({ phase, counts }) => bar.show(phase, counts),
  })
  try {
    await trainShop(app, config, wiki, say, () => bar.stop())
    await calibrate(app)
    say(
      `\n4. Asking in web chat, at an accepted risk of ${config.ACCEPTED_RISK * 100}%, after ${seconds(started)} …`,
    )
    const chat = await chatOver(app.url)
    for (const question of QUESTIONS) {
      say(`\n   Shopper:   ${question}`)
      for (const line of await chat.ask(question)) say(`   ${line}`)
    }
    chat.close()
    const tell = (who: string, text: string) => {
      const [first = '', ...rest] = text.split('\n')
      say(`\n   ${`${who}:`.padEnd(WHO)} ${first}`)
      for (const line of rest) say(`   ${' '.repeat(WHO)} ${line}`)
    }
    slack.requestUrl = `${app.url}/desk/slack/events`
    const customers = await providers.each(app.url)
    say('\n5. The same question on all five channels, by doubles of their providers …')
    await askEverywhere(customers, QUESTIONS[1]!, tell)
    say('\n6. A question for a person: to the desk in Slack, and back …')
    await handOver(
      customers.find(({ channel }) => channel === 'whatsapp')!,
      slack,
      tell,
    )
    say(`\nDone after ${seconds(started)}.`)
    if (once) return
    say(`\nThe chat is open at ${app.url}/`)
    say(`The wiki can be read at ${wiki.publicUrl}/wiki/spaces/HELP/overview`)
    say(
      `Commands see it too: DATA_FOLDER=${folder} ACCEPTED_RISK=${config.ACCEPTED_RISK} npm run tributary -- status`,
    )
    say('Press Ctrl+C to end.')
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve)
      process.once('SIGTERM', resolve)
    })
  } finally {
    await app.stop()
    await Promise.all([wiki.close(), providers.close(), slack.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A data folder for this process alone, so that two demos do not meet. What demos left that were killed is removed. */
function ownFolder(): string {
  mkdirSync(FOLDERS, { recursive: true })
  for (const name of readdirSync(FOLDERS))
    if (!isRunning(Number(name))) rmSync(join(FOLDERS, name), { recursive: true, force: true })
  const folder = join(FOLDERS, String(process.pid))
  mkdirSync(folder)
  return folder
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The server calibrates itself after a crawl; the demo waits for it, so that its questions meet the fitted gate. */
async function calibrate({ db, answering }: App): Promise<void> {
  await answering.calibrate()
  const gate = await newestSiteGate(db)
  if (!gate) {
    say('   The gate could not calibrate itself; the shipped one serves.')
    return
  }
  const { questions, labels } = gate.fittedOn
  say(
    `   The gate calibrated itself on ${questions} questions made from the pages and ${labels} that the shop has labelled.`,
  )
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

const args = process.argv.slice(2)
const unknown = args.find((argument) => argument !== '--once')
if (unknown !== undefined) {
  say('npm run demo            shows Tributary, then leaves the chat open until Ctrl+C')
  say('npm run demo -- --once  ends after the questions')
  process.exit(unknown === '--help' ? 0 : 1)
}
try {
  await demo(args.includes('--once'))
} catch (error) {
  if (!(error instanceof TributaryError)) throw error
  process.stderr.write(`${error.code}: ${error.message}\n${error.advice}\n`)
  process.exit(1)
}
process.exit(0)

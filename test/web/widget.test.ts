import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildWidget } from '../../src/web/build.ts'
import { pageRoutes } from '../../src/web/pages.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { openBrowser } from './browser.ts'
import { until } from './direct-line.ts'
import { EchoEngine, serve, text, type Served, type ServeOptions } from './harness.ts'

const widget = join(mkdtempSync(join(tmpdir(), 'tributary-widget-')), 'tributary.js')

const citations = [
  {
    pageId: 1,
    title: 'Returns',
    heading: ['Sale items'],
    url: 'https://help.example/returns',
    quote: 'Sale items can be returned within 14 days.',
  },
  { pageId: 2, title: 'Internal title', heading: [], quote: 'No address is shown for this one.' },
]

let db: TestDatabase
let browser: Browser
let served: Served
let context: BrowserContext
let page: Page
let errors: string[]

beforeAll(async () => {
  await buildWidget(widget)
  db = await openTestDatabase()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await db?.close()
})
beforeEach(async () => {
  served = await start()
  await newPage()
})
afterEach(async () => {
  await context.close()
  await served.stop()
  if (errors.length > 0) throw new Error(`errors on the page: ${errors.join('; ')}`)
})

async function start(options: ServeOptions = {}): Promise<Served> {
  const routes = await pageRoutes({ demoShop: 'Larkmoor & Sons', widget })
  return serve(db, {
    pages: (app) => {
      app.use(routes)
      app.get('/embedded', (request, response) => {
        const { lang = 'en', from = '', ...data } = request.query as Record<string, string>
        const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${value}"`)
        response
          .type('html')
          .send(
            `<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width">` +
              `<body><button id="before">before</button><script src="${from}/widget.js" ${attributes.join(' ')}></script></body></html>`,
          )
      })
    },
    ...options,
  })
}

async function newPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  await context?.close()
  context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options })
  page = await context.newPage()
  errors = []
  page.on('pageerror', (error) => errors.push(error.message))
}

const bubbles = () => page.locator('.row:not(:first-child) .bubble:not(.dots)').allInnerTexts()
const said = async () => (await bubbles()).map((words) => words.replace(/^(You|Answer): ?\s*/, '').trim())
const field = () => page.locator('.composer textarea')

async function open(path = '/embedded'): Promise<void> {
  await page.goto(served.url + path)
  await page.locator('.launcher').click()
}

async function say(words: string): Promise<void> {
  await field().fill(words)
  await field().press('Enter')
}

describe('the script', () => {
  it('is one file below 40 kB, compressed', () => {
    expect(gzipSync(readFileSync(widget)).length).toBeLessThan(40_000)
  })

  it('is served packed, and not again when it is known', async () => {
    const first = await fetch(`${served.url}/widget.js`)
    expect(first.headers.get('content-encoding')).toBe('gzip')
    expect(await first.text()).toBe(readFileSync(widget, 'utf8'))
    const etag = first.headers.get('etag')!
    expect((await fetch(`${served.url}/widget.js`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('does nothing over the network until the shopper opens the chat', async () => {
    const requests: string[] = []
    page.on('request', (request) => requests.push(new URL(request.url()).pathname))
    await page.goto(`${served.url}/`)
    await page.locator('.launcher').waitFor()
    await page.waitForTimeout(300)
    expect(requests.filter((path) => path !== '/' && path !== '/widget.js')).toEqual([])
    expect(await page.title()).toContain('Larkmoor & Sons')
  })
})

describe('a conversation in the widget', () => {
  it('shows question, answer, sources as links, and their passages', async () => {
    served.engine.reply = () => text('Within **14 days**.', { citations })
    await open()
    await say('Can I return sale items?')
    await page.locator('.sources').waitFor()
    expect((await said())[0]).toBe('Can I return sale items?')
    expect(await page.locator('.bubble strong').innerText()).toBe('14 days')
    const links = page.locator('.sources a')
    expect(await links.count()).toBe(1)
    expect(await links.getAttribute('href')).toBe('https://help.example/returns')
    expect(await links.innerText()).toContain('Returns › Sale items')
    expect(await page.locator('.sources').innerText()).toContain('Internal title')
    await page.getByRole('button', { name: 'Show the passage: Returns › Sale items' }).click()
    expect(await page.locator('blockquote').innerText()).toBe(citations[0]!.quote)
  })

  it('offers choices, and sends what is behind the chosen one', async () => {
    served.engine.reply = (message) =>
      message.kind === 'choice'
        ? text(`chosen: ${message.choice}`)
        : text('Which one?', { choices: [{ title: 'The red tent', value: 'tent-red' }] })
    await open()
    await say('a tent')
    await page.getByRole('button', { name: 'The red tent' }).click()
    await page.getByText('chosen: tent-red').waitFor()
    expect(await said()).toEqual(['a tent', 'Which one?', 'The red tent', 'chosen: tent-red'])
  })

  it('shows that an answer is being written', async () => {
    served.engine.echo = false
    await open()
    await say('hm')
    await page.locator('.row.sent').waitFor()
    const { thread } = served.engine.taken[0]!
    // It is shown only to who is connected by now.
    await expect
      .poll(async () => {
        await served.channel.typing({ channel: 'web', account: 'site', thread })
        return page.getByRole('img', { name: 'Writing an answer' }).isVisible()
      })
      .toBe(true)
    expect(await said()).toEqual(['hm'])
  })

  it('takes nothing in a message for HTML, nor for a link that runs a script', async () => {
    served.engine.reply = () =>
      text(
        '<img src=x onerror="window.hacked=1"> [click](javascript:window.hacked=1) [data](data:text/html,x) <script>window.hacked=1</script>',
        { citations: [{ ...citations[0]!, url: 'javascript:window.hacked=1' }] },
      )
    await open()
    await say('<b onmouseover="window.hacked=1">bold</b>')
    await page.locator('.sources').waitFor()
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await page.locator('.bubble img, .bubble script, .bubble b, .bubble a').count()).toBe(0)
    expect((await said())[0]).toBe('<b onmouseover="window.hacked=1">bold</b>')
  })

  it('goes on after a reload', async () => {
    await open()
    await say('remember me')
    await page.getByText('echo: remember me').waitFor()
    await page.reload()
    await page.getByText('echo: remember me').waitFor()
    expect(await said()).toEqual(['remember me', 'echo: remember me'])
    await say('and again')
    await page.getByText('echo: and again').waitFor()
    expect(new Set(served.engine.taken.map(({ thread }) => thread)).size).toBe(1)
  })

  it('goes on when its token has long expired', async () => {
    await open()
    await say('yesterday')
    await page.getByText('echo: yesterday').waitFor()
    await page.evaluate(`for (const [key, value] of Object.entries(localStorage))
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(value), token: 'expired', expiresAt: Date.now() + 9e5 }))`)
    await page.reload()
    await page.getByText('echo: yesterday').waitFor()
    await say('today')
    await page.getByText('echo: today').waitFor()
    expect(new Set(served.engine.taken.map(({ thread }) => thread)).size).toBe(1)
  })

  it('misses nothing when the server restarts, and shows nothing twice', async () => {
    await open()
    await say('before')
    await page.getByText('echo: before').waitFor()
    const { port } = served
    const { thread } = served.engine.taken[0]!
    await served.stop()
    await page.locator('.banner span').waitFor()
    await say('while it is away')
    await page.locator('.row.failed').waitFor()
    served = await start({ port, engine: new EchoEngine() })
    const address = { channel: 'web', account: 'site', thread }
    await served.channel.send(address, text('a person writes'), 'person-1')
    await page.getByText('a person writes').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('echo: while it is away').waitFor()
    expect((await said()).toSorted()).toEqual(
      ['before', 'echo: before', 'a person writes', 'while it is away', 'echo: while it is away'].toSorted(),
    )
    expect(await page.locator('.banner span').count()).toBe(0)
  })

  it('counts what came while it was closed', async () => {
    await open()
    await say('hello')
    await page.getByText('echo: hello').waitFor()
    await page.keyboard.press('Escape')
    const { thread } = served.engine.taken[0]!
    const address = { channel: 'web', account: 'site', thread }
    for (const n of [1, 2]) await served.channel.send(address, text(`news ${n}`), `news-${n}`)
    await page.getByRole('button', { name: 'Open chat, 2 new messages' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Open chat, 2 new messages' }).click()
    await page.getByText('news 2').waitFor()
    expect(await page.locator('.badge').count()).toBe(0)
  })

  it('begins anew when the earlier conversation has ended', async () => {
    await open()
    await say('first')
    await page.getByText('echo: first').waitFor()
    const { thread } = served.engine.taken[0]!
    await db.query('UPDATE web_conversation SET ended_at = now() WHERE id = $1', [thread])
    await page.getByText('The earlier conversation has ended').waitFor()
    await say('second')
    await page.getByText('echo: second').waitFor()
    expect(served.engine.taken.at(-1)?.thread).not.toBe(thread)
  })

  it('in two tabs is one: the tab that is used has it', async () => {
    await open()
    await say('from one')
    await page.getByText('echo: from one').waitFor()
    const second = await context.newPage()
    await second.goto(`${served.url}/embedded`)
    await second.getByText('echo: from one').waitFor()
    await say('one again')
    await page.getByText('echo: one again').waitFor()
    expect(await said()).toEqual(['from one', 'echo: from one', 'one again', 'echo: one again'])
    await second.close()
  })
})

describe('without a mouse, and without sight', () => {
  it('can be used by keyboard alone', async () => {
    await page.goto(`${served.url}/embedded`)
    await page.locator('.launcher').waitFor()
    await page.focus('#before')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.panel textarea:focus').waitFor()
    await page.keyboard.type('typed')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('in two lines')
    await page.keyboard.press('Enter')
    await page.getByText('echo: typed').waitFor()
    expect((await said())[0]).toBe('typed\nin two lines')
    const focused = () =>
      page.evaluate(`document.querySelector('tributary-chat').shadowRoot.activeElement?.className`)
    const seen = new Set<unknown>()
    for (let n = 0; n < 8; n++) {
      await page.keyboard.press('Tab')
      seen.add(await focused())
    }
    expect([...seen].toSorted()).toEqual(['', 'close', 'log'])
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'detached' })
    expect(await focused()).toContain('launcher')
  })

  it('has roles and names', async () => {
    await open()
    await say('hello')
    await page.getByText('echo: hello').waitFor()
    await page.getByRole('dialog', { name: 'Ask us' }).waitFor()
    const log = page.getByRole('log', { name: 'Conversation' })
    expect(await log.getAttribute('aria-live')).toBe('polite')
    await page.getByRole('textbox', { name: 'Write a message' }).waitFor()
    expect(await page.locator('.launcher').getAttribute('aria-expanded')).toBe('true')
    expect((await bubbles())[1]).toMatch(/^Answer:/)
    const unnamed = await page
      .locator('button')
      .evaluateAll(
        (buttons) => buttons.filter((button) => !button.ariaLabel && !button.textContent?.trim()).length,
      )
    expect(unnamed).toBe(0)
  })
})

describe('looks', () => {
  const colour = (selector: string) =>
    page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor)
  const brightness = (rgb: string) =>
    rgb
      .match(/\d+/g)!
      .slice(0, 3)
      .reduce((sum, part) => sum + Number(part), 0) / 3

  it('is dark where the system is, or where the page says so', async () => {
    await open()
    expect(brightness(await colour('.panel'))).toBeGreaterThan(200)
    await newPage({ colorScheme: 'dark' })
    await open()
    expect(brightness(await colour('.panel'))).toBeLessThan(60)
    await newPage()
    await open('/embedded?theme=dark&accent=%23aa3366')
    expect(brightness(await colour('.panel'))).toBeLessThan(60)
    expect(await colour('.launcher')).toBe('rgb(170, 51, 102)')
  })

  it('runs from right to left in Arabic', async () => {
    await open('/embedded?lang=ar')
    expect(await page.locator('.root').getAttribute('dir')).toBe('rtl')
    const { x } = (await page.locator('.launcher').boundingBox())!
    expect(x).toBeLessThan(100)
    await page.getByRole('dialog', { name: 'اسألنا' }).waitFor()
    await page.goto(`${served.url}/embedded?lang=ar&title=Larkmoor`)
    const title = (await page.locator('#title bdi').boundingBox())!
    const subtitle = (await page.locator('#subtitle bdi').boundingBox())!
    // Both start at the right, but for what a font's side bearing and half a pixel make of it.
    expect(Math.abs(title.x + title.width - subtitle.x - subtitle.width)).toBeLessThan(2)
  })

  it.each([
    ['de', 'Nachricht schreiben'],
    ['fr-CH', 'Écrire un message'],
    ['es', 'Escriba un mensaje'],
    ['xx', 'Write a message'],
  ])('speaks %s', async (lang, words) => {
    await open(`/embedded?lang=${lang}`)
    expect(await field().getAttribute('placeholder')).toBe(words)
  })

  it('fills a telephone', async () => {
    await newPage({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true })
    await open()
    await page
      .locator('.panel')
      .evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)))
    expect(await page.locator('.panel').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 780 })
  })

  it('has a field of one row, also where the chat is open from the start, that grows with the text', async () => {
    const height = () =>
      field().evaluate((element) => (element as { offsetHeight?: number }).offsetHeight ?? 0)
    await open()
    const row = await height()
    expect(row).toBeGreaterThan(30)
    await say('hello')
    await page.getByText('echo: hello').waitFor()
    await page.reload()
    await page.getByText('echo: hello').waitFor()
    expect(await height()).toBe(row)
    await field().fill('one\ntwo\nthree')
    expect(await height()).toBeGreaterThan(row + 30)
    await field().press('Enter')
    await page.getByText('echo: one').waitFor()
    expect(await height()).toBe(row)
  })

  it('stands still where less motion is wanted', async () => {
    await newPage({ reducedMotion: 'reduce' })
    await open()
    const duration = await page
      .locator('.panel')
      .evaluate((panel) => getComputedStyle(panel).animationDuration)
    expect(Number.parseFloat(duration)).toBeLessThan(0.001)
  })
})

describe('on a page of another origin', () => {
  it('works where the origin is allowed, and not elsewhere', async () => {
    const shop = `http://localhost:${served.port}`
    const visit = async (words: string) => {
      await page.goto(`${shop}/embedded?from=${served.url}`)
      await page.locator('.launcher').click()
      await say(words)
    }
    await visit('hello?')
    await page.locator('.row.failed').waitFor()
    expect(served.engine.taken).toEqual([])

    await served.stop()
    served = await start({ port: served.port, settings: { origins: [shop] } })
    await visit('hello!')
    await page.getByText('echo: hello!').waitFor()
    expect(served.engine.taken).toHaveLength(1)
  })
})

describe('the public Direct Line client in a browser', () => {
  it('talks to the server from another origin', async () => {
    const library = readFileSync(
      new URL('../../node_modules/botframework-directlinejs/dist/directline.js', import.meta.url),
      'utf8',
    )
    await page.goto(`http://localhost:${served.port}/embedded`)
    await page.addScriptTag({ content: library })
    const { token } = await fetch(`${served.url}/webchat/token`, {
      method: 'POST',
      headers: { origin: served.url, 'content-type': 'application/json' },
      body: '{}',
    }).then((response) => response.json() as Promise<{ token: string }>)
    // As text: the library brings no types for its global.
    await page.evaluate(`{
      const client = new DirectLine.DirectLine(${JSON.stringify({ domain: `${served.url}/v3/directline`, token })})
      window.seen = []
      client.activity$.subscribe((activity) => activity.type === 'message' && window.seen.push(activity.text))
      client.postActivity({ type: 'message', text: 'from Chromium', from: { id: 'me' } }).subscribe()
    }`)
    await until(async () => ((await page.evaluate('window.seen')) as string[]).length === 2)
    expect(await page.evaluate('window.seen')).toEqual(['from Chromium', 'echo: from Chromium'])
    expect(served.engine.taken[0]?.from.id).toMatch(/^dl_/)
  })
})

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { Router } from 'express'
import { widgetFile } from './build.ts'

export interface PagesOptions {
  /** Name shown on the demo page; without it there is no page at `/`. */
  demoShop?: string
  /** Default: where the build puts it. */
  widget?: string
}

const MINUTES = 5

/** `/widget.js`, and where wanted a page at `/` that embeds it. */
export async function pageRoutes(options: PagesOptions = {}): Promise<Router> {
  const script = await readFile(options.widget ?? widgetFile)
  const packed = gzipSync(script, { level: 9 })
  const tag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`
  const router = Router()

  router.get('/widget.js', (request, response) => {
    // Shops of other origins load it; it changes with the server, so it is asked for again after some minutes.
    response.set({
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': `public, max-age=${MINUTES * 60}`,
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Access-Control-Allow-Origin': '*',
      ETag: tag,
      Vary: 'Accept-Encoding',
    })
    if (request.headers['if-none-match'] === tag) return void response.status(304).end()
    if (!request.acceptsEncodings('gzip')) return void response.end(script)
    response.set('Content-Encoding', 'gzip').end(packed)
  })

  if (options.demoShop !== undefined) {
    const html = await demoPage(options.demoShop)
    router.get('/', (_request, response) => void response.type('html').send(html))
  }
  return router
}

async function demoPage(shop: string): Promise<string> {
  const template = await readFile(new URL('demo-page/index.html', import.meta.url), 'utf8')
  return template.replaceAll('{{shop}}', escapeHtml(shop))
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}

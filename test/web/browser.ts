import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/**
 * The Chromium that comes inside an npm package. Its own list of arguments is not used: it turns web security off,
 * and with it the CORS and Origin headers that are tested here.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--use-gl=swiftshader'],
    headless: true,
  })
}

import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser } from 'playwright-core'

/** The Chromium that comes inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter(
      (argument) => !argument.startsWith('--headless') && argument !== '--single-process',
    ),
    headless: true,
  })
}

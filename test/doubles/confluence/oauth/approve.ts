/** What the person does on the consent page. */
export interface Consent {
  /** Press "Cancel". */
  decline?: boolean
  /** Open the callback afterwards, as the browser would; true by default. */
  follow?: boolean
}

/**
 * Plays the person at the consent page: opens the authorize URL, presses the button, goes where it leads.
 * Returns the callback URL with its code or error; throws with the page's text when the request was refused.
 */
export async function approve(authorizeUrl: string, consent: Consent = {}): Promise<URL> {
  const page = await fetch(authorizeUrl)
  if (!page.ok) throw new Error(`The consent page refused: ${await page.text()}`)
  const form = new URLSearchParams(new URL(authorizeUrl).search)
  form.set('decision', consent.decline ? 'decline' : 'accept')
  const pressed = await fetch(new URL('/authorize', authorizeUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  const callback = new URL(pressed.headers.get('location') ?? '')
  if (consent.follow ?? true) await (await fetch(callback)).arrayBuffer()
  return callback
}

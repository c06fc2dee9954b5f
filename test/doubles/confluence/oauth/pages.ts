export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function frame(title: string, body: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem}</style>
</head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`
}

/** The page on which a person lets the application read the wiki, or does not. */
export function consentPage(siteName: string, scopes: string[], query: URLSearchParams): string {
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  const asked = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')
  return frame(
    'The application wants to access your account',
    `<p>Site: <strong>${escapeHtml(siteName)}</strong></p><p>It asks for:</p><ul>${asked}</ul>
<form method="post" action="/authorize">${hidden}
<button name="decision" value="accept">Accept</button><button name="decision" value="decline">Cancel</button></form>
<p><small>This page belongs to the stand-in of the Atlassian sign-in that runs on this machine.</small></p>`,
  )
}

export function errorPage(reason: string): string {
  return frame('Something went wrong', `<p>${escapeHtml(reason)}</p>`)
}

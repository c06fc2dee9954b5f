import { render } from 'preact'
import { createSessionStore } from './client/session.ts'
import { createStore } from './client/store.ts'
import { readOptions } from './options.ts'
import styles from './style.css?inline'
import { App } from './view/app.tsx'
import { chatOf } from './view/context.ts'

const NAME = 'tributary-chat'

/** Puts the chat on the page, in a shadow root of its own: no style of the page gets in, and none of ours out. */
function mount(script: HTMLScriptElement): void {
  if (document.querySelector(NAME)) return
  const options = readOptions(script)
  const host = document.createElement(NAME)
  const root = host.attachShadow({ mode: 'open' })
  // A constructed sheet passes content security policies that forbid style elements.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  const store = createStore(options.base, createSessionStore(options.base))
  render(<App chat={chatOf(store, options)} />, root)
  document.body.append(host)
}

// Known only while the script runs for the first time.
const script = document.currentScript
if (script instanceof HTMLScriptElement) {
  if (document.body) mount(script)
  else document.addEventListener('DOMContentLoaded', () => mount(script))
}

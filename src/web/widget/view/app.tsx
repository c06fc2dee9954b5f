import { useLayoutEffect, useRef } from 'preact/hooks'
import { inkOn } from '../options.ts'
import { ChatProvider, useChat, useChatState, type Chat } from './context.ts'
import { Bubble, Cross } from './icons.tsx'
import { Panel } from './panel.tsx'

export function App({ chat }: { chat: Chat }) {
  const { accent, theme, side } = chat.options
  return (
    <ChatProvider value={chat}>
      <div
        class={`root ${theme} ${side}`}
        dir={chat.direction}
        lang={chat.locale}
        style={{ '--accent': accent, '--on-accent': inkOn(accent) }}
      >
        <Widget />
      </div>
    </ChatProvider>
  )
}

function Widget() {
  const { store, texts } = useChat()
  const { open, unread } = useChatState()
  const launcher = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(open)

  useLayoutEffect(() => {
    // Focus goes back to where it came from, but is never taken from the page that has just loaded.
    if (wasOpen.current && !open) launcher.current?.focus()
    wasOpen.current = open
  }, [open])

  const news = unread > 0 ? texts.unread(unread) : ''
  return (
    <>
      {open && <Panel onClose={() => store.setOpen(false)} />}
      <button
        ref={launcher}
        type="button"
        class={`launcher ${open ? 'is-open' : ''}`}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={open ? texts.close : [texts.open, news].filter(Boolean).join(', ')}
        onClick={() => store.setOpen(!open)}
      >
        {open ? <Cross /> : <Bubble />}
        {unread > 0 && (
          <span class="badge" aria-hidden="true">
            {unread > 9 ? '9+' : unread}
          </span>
        )}
      </button>
      <div class="hidden" role="status">
        {news}
      </div>
    </>
  )
}

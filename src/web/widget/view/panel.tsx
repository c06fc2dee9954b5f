import { useEffect, useRef } from 'preact/hooks'
import { Composer } from './composer.tsx'
import { useChat, useChatState } from './context.ts'
import { Cross, Mark } from './icons.tsx'
import { Log } from './log.tsx'

const FOCUSABLE = 'a[href], button:not([disabled]), textarea, summary, [tabindex="0"]'

export function Panel({ onClose }: { onClose: () => void }) {
  const { options, texts } = useChat()
  const { connection } = useChatState()
  const panel = useRef<HTMLElement>(null)
  useVisibleHeight(panel)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation()
      onClose()
    }
    if (event.key === 'Tab' && panel.current) keepFocus(event, panel.current)
  }

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal="true"
      aria-labelledby="title"
      aria-describedby="subtitle"
      onKeyDown={onKeyDown}
    >
      <header>
        <span class="mark">
          <Mark />
        </span>
        <div class="names">
          <h2 id="title">
            <bdi>{options.title ?? texts.title}</bdi>
          </h2>
          <p id="subtitle">
            <bdi>{options.subtitle ?? texts.subtitle}</bdi>
          </p>
        </div>
        <button type="button" class="close" aria-label={texts.close} onClick={onClose}>
          <Cross />
        </button>
      </header>
      <div class="banner" role="status">
        {connection === 'offline' && <span>{texts.offline}</span>}
      </div>
      <Log />
      <Composer />
    </section>
  )
}

/** Tab goes round inside the panel. */
function keepFocus(event: KeyboardEvent, panel: HTMLElement): void {
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.offsetParent)
  const active = (panel.getRootNode() as ShadowRoot).activeElement
  const [first, last] = [all[0], all.at(-1)]
  if (event.shiftKey && active === first) {
    event.preventDefault()
    last?.focus()
  } else if (!event.shiftKey && active === last) {
    event.preventDefault()
    first?.focus()
  }
}

/** On telephones the keyboard covers the page without making it smaller: the panel follows what can be seen. */
function useVisibleHeight(panel: { current: HTMLElement | null }): void {
  useEffect(() => {
    const visible = window.visualViewport
    if (!visible) return
    const follow = () => panel.current?.style.setProperty('--visible', `${visible.height}px`)
    follow()
    visible.addEventListener('resize', follow)
    return () => visible.removeEventListener('resize', follow)
  }, [panel])
}

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useChat } from './context.ts'
import { Arrow } from './icons.tsx'

const LONGEST = 4000

export function Composer() {
  const { store, texts, direction } = useChat()
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const empty = text.trim() === ''

  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = ''
    // An empty field has one row. To measure it would fail where the chat is open from the start: it is not in the page yet.
    if (text !== '') element.style.height = `${element.scrollHeight}px`
  }, [text])

  const send = () => {
    if (empty) return
    store.send(text.trim())
    setText('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter chooses it; it does not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }

  return (
    <form
      class="composer"
      onSubmit={(event: Event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        rows={1}
        // An empty field has no text to take its direction from.
        dir={empty ? direction : 'auto'}
        maxLength={LONGEST}
        placeholder={texts.field}
        aria-label={texts.field}
        enterkeyhint="send"
        value={text}
        onInput={(event: { currentTarget: HTMLTextAreaElement }) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="send" aria-label={texts.send} disabled={empty}>
        <Arrow />
      </button>
    </form>
  )
}

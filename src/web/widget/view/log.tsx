import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Message } from '../client/store.ts'
import { useChat, useChatState } from './context.ts'
import { MessageView } from './message.tsx'

const TOGETHER_MS = 3 * 60_000
const NEAR_END = 120

export function Log() {
  const { store, options, texts } = useChat()
  const { messages, typing, ended } = useChatState()
  const log = useRef<HTMLDivElement>(null)
  const follow = useRef(true)
  const last = messages.at(-1)
  const choices = last && !last.mine ? last.choices : []

  const toEnd = () => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }
  useLayoutEffect(() => {
    // Whoever has scrolled back to read is left there; their own message brings them to the end.
    if (follow.current || last?.mine) toEnd()
  }, [messages, typing, ended])
  useEffect(() => {
    // Long answers open up after the first layout (fonts, tables): the end moves once more.
    const frame = requestAnimationFrame(toEnd)
    return () => cancelAnimationFrame(frame)
  }, [])
  const onScroll = ({ currentTarget: at }: { currentTarget: HTMLDivElement }) => {
    follow.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END
  }

  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-live="polite"
      aria-label={texts.log}
      tabIndex={0}
      onScroll={onScroll}
    >
      <Greeting text={options.greeting ?? texts.greeting} />
      {messages.length === 0 && (
        <Choices choices={options.suggestions.map((title) => ({ title, value: title }))} />
      )}
      {messages.map((message, index) => (
        <MessageView
          key={message.key}
          message={message}
          ends={!together(message, messages[index + 1])}
          onRetry={() => store.retry(message.key)}
        />
      ))}
      {ended && (
        <p class="note" dir="auto">
          {texts.ended}
        </p>
      )}
      {typing && (
        <div class="row theirs">
          <div class="bubble dots" role="img" aria-label={texts.typing}>
            <i />
            <i />
            <i />
          </div>
        </div>
      )}
      <Choices choices={choices} />
    </div>
  )
}

function Greeting({ text }: { text: string }) {
  const { texts } = useChat()
  return (
    <div class="row theirs ends">
      <div class="bubble">
        <span class="hidden">{texts.they}: </span>
        <p dir="auto">{text}</p>
      </div>
    </div>
  )
}

function Choices({ choices }: { choices: { title: string; value: string }[] }) {
  const { store } = useChat()
  if (choices.length === 0) return null
  return (
    <div class="choices">
      {choices.map(({ title, value }) => (
        <button
          key={value}
          type="button"
          dir="auto"
          onClick={() => store.send(title, title === value ? undefined : value)}
        >
          {title}
        </button>
      ))}
    </div>
  )
}

function together(one: Message, next: Message | undefined): boolean {
  return next !== undefined && next.mine === one.mine && next.at - one.at < TOGETHER_MS
}

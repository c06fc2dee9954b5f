import { Markdown } from '../markdown/view.tsx'
import type { Message } from '../client/store.ts'
import { useChat } from './context.ts'
import { Warning } from './icons.tsx'
import { Sources } from './sources.tsx'

interface Props {
  message: Message
  /** It is the last of several by the same person in a row. */
  ends: boolean
  onRetry: () => void
}

export function MessageView({ message, ends, onRetry }: Props) {
  const { texts } = useChat()
  const { mine, state } = message
  const failed = state === 'failed' || state === 'refused'
  return (
    <div class={`row ${mine ? 'mine' : 'theirs'} ${ends ? 'ends' : ''} ${state}`}>
      <div class="bubble">
        <span class="hidden">{mine ? texts.you : texts.they}: </span>
        {message.plain ? (
          <p class="plain" dir="auto">
            {message.text}
          </p>
        ) : (
          <Markdown text={message.text} />
        )}
        <Sources citations={message.citations} />
      </div>
      {failed ? (
        <p class="state bad">
          <Warning /> {state === 'refused' ? texts.refused : texts.failed}
          {state === 'failed' && (
            <button type="button" onClick={onRetry}>
              {texts.retry}
            </button>
          )}
        </p>
      ) : (
        ends && <Time message={message} />
      )}
    </div>
  )
}

function Time({ message: { at, state } }: { message: Message }) {
  const { texts, locale } = useChat()
  const when = new Date(at)
  const today = when.toDateString() === new Date().toDateString()
  const format = new Intl.DateTimeFormat(locale, {
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    hour: 'numeric',
    minute: '2-digit',
  })
  return (
    <p class="state">
      {state === 'sending' ? texts.sending : <time dateTime={when.toISOString()}>{format.format(when)}</time>}
    </p>
  )
}

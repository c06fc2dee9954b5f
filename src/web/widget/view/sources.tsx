import { useState } from 'preact/hooks'
import type { WireCitation } from '../client/wire.ts'
import { safeUrl } from '../markdown/parse.ts'
import { useChat } from './context.ts'
import { Chevron, Page } from './icons.tsx'

/** Where an answer comes from: the pages as links, and behind each the very passage. */
export function Sources({ citations }: { citations: WireCitation[] }) {
  const { texts } = useChat()
  if (citations.length === 0) return null
  return (
    <div class="sources">
      <p class="label">{citations.length === 1 ? texts.source : texts.sources}</p>
      <ul>
        {citations.map((citation, index) => (
          <Source key={index} citation={citation} />
        ))}
      </ul>
    </div>
  )
}

function Source({ citation }: { citation: WireCitation }) {
  const { texts } = useChat()
  const [shown, setShown] = useState(false)
  const heading = citation.heading.at(-1)
  const name = heading && heading !== citation.title ? [citation.title, heading] : [citation.title]
  const url = citation.url && safeUrl(citation.url)
  const label = (
    <>
      <Page />
      <bdi>{name.join(' › ')}</bdi>
    </>
  )
  return (
    <li>
      <div class="source">
        {url ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {label}
            <span class="hidden"> ({texts.newTab})</span>
          </a>
        ) : (
          <span class="title">{label}</span>
        )}
        {citation.quote && (
          <button
            type="button"
            class={shown ? 'shown' : ''}
            aria-expanded={shown}
            aria-label={`${texts.passage}: ${name.join(' › ')}`}
            onClick={() => setShown(!shown)}
          >
            <Chevron />
          </button>
        )}
      </div>
      {shown && <blockquote dir="auto">{citation.quote}</blockquote>}
    </li>
  )
}

import type { ComponentChildren } from 'preact'
import { parseMarkdown, type Block, type Inline } from './parse.ts'

/** Markdown as elements: nothing of the text is ever taken for HTML. */
export function Markdown({ text }: { text: string }) {
  return <>{parseMarkdown(text).map((block, index) => blockView(block, index))}</>
}

function blockView(block: Block, key: number): ComponentChildren {
  switch (block.type) {
    case 'paragraph':
      return (
        <p key={key} dir="auto">
          {block.lines.map((line, index) => [index > 0 && <br />, inline(line)])}
        </p>
      )
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index} dir="auto">
          {inline(item)}
        </li>
      ))
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      )
    }
    case 'table':
      return (
        <div key={key} class="table" tabIndex={0} role="group">
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col">
                    {inline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'code':
      return (
        <pre key={key} data-language={block.language}>
          {block.text}
        </pre>
      )
  }
}

function inline(parts: Inline[]): ComponentChildren {
  return parts.map((part, index) => {
    switch (part.type) {
      case 'text':
        return part.text
      case 'code':
        return <code key={index}>{part.text}</code>
      case 'strong':
        return <strong key={index}>{inline(part.parts)}</strong>
      case 'em':
        return <em key={index}>{inline(part.parts)}</em>
      case 'link':
        return (
          <a key={index} href={part.url} target="_blank" rel="noopener noreferrer nofollow">
            {inline(part.parts)}
          </a>
        )
    }
  })
}

import type { Line } from './lines.ts'
import { readLines } from './lines.ts'
import type { Fate } from './quotes.ts'
import { quotedFates } from './quotes.ts'
import { trimTails } from './tail.ts'

/** What was taken away, and as what. */
export type Cut = { kind: 'quote' | 'signature' | 'disclaimer' | 'forward'; text: string }

/** What the person wrote, and what was taken away, in order. */
export type Reply = { text: string; cut: Cut[] }

/** Cutting can lay another footer bare; after so many rounds nothing honest is left to cut. */
const MOST_ROUNDS = 8

/** Cuts quotes, signatures and disclaimers until there is nothing left to cut. `name`: the sender's, plain. */
export function cutLines(lines: Line[], name?: string): Reply {
  let reply = cutOnce(lines, name)
  const cut = [...reply.cut]
  for (let round = 1; round < MOST_ROUNDS && reply.cut.length > 0; round++) {
    reply = cutOnce(readLines(reply.text), name)
    cut.push(...reply.cut)
  }
  return { text: reply.text, cut }
}

function cutOnce(lines: Line[], name: string | undefined): Reply {
  const fates = quotedFates(lines)
  trimTails(lines, fates, name)
  settleInline(lines, fates)
  return assemble(lines, fates)
}

/** A quote without attribution stays where the person answers below it: the answer means little without it. */
function settleInline(lines: readonly Line[], fates: Fate[]): void {
  let answered = false
  for (let i = fates.length - 1; i >= 0; i--) {
    if (fates[i] === 'own') answered ||= lines[i]?.plain !== ''
    else if (fates[i] === 'inline') fates[i] = answered ? 'own' : 'quote'
  }
}

function assemble(lines: readonly Line[], fates: readonly Fate[]): Reply {
  const kept: string[] = []
  const cut: { kind: Cut['kind']; lines: string[] }[] = []
  let before: Fate = 'own'
  for (const [index, line] of lines.entries()) {
    const fate = fates[index] ?? 'own'
    if (fate === 'own' || fate === 'inline') {
      kept.push(line.text)
    } else if (before === fate) {
      cut.at(-1)?.lines.push(line.text)
    } else {
      cut.push({ kind: fate, lines: [line.text] })
    }
    before = fate
  }
  return {
    text: trimBlank(kept),
    cut: cut
      .map((part) => ({ kind: part.kind, text: part.lines.join('\n').trim() }))
      .filter((part) => part.text !== ''),
  }
}

/** Without blank lines around; the first line keeps its indent. */
function trimBlank(kept: readonly string[]): string {
  let start = 0
  while (start < kept.length && (kept[start] ?? '').trim() === '') start += 1
  return kept.slice(start).join('\n').trimEnd()
}

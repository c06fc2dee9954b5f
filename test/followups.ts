import { readFileSync } from 'node:fs'

/** A labelled follow-up question of a practice site; see practice/README.md. */
export interface FollowUp {
  id: string
  /** Built on, or kept for measuring. */
  half: 'build' | 'final'
  site: string
  /** Slugs of the pages that answer. */
  page: string[]
  kind: 'place' | 'thing' | 'way' | 'number' | 'condition' | 'pronoun' | 'addition' | 'new'
  topic: 'same' | 'new'
  history: ['user' | 'agent', string][]
  text: string
  /** The question as a person would ask it alone. */
  alone: string
  /** For each acceptable rewriting, words that it must hold. */
  standalone: string[][]
  /** Words of the earlier question that no longer belong. */
  gone: string[]
}

export function loadFollowUps(): FollowUp[] {
  const content = readFileSync(new URL('./practice-followups.jsonl', import.meta.url), 'utf8')
  return content
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FollowUp)
}

/** Whether a rewriting holds the words it must, and none that it must not. */
export function isAcceptable({ standalone, gone }: FollowUp, rewritten: string): boolean {
  const held = new Set(rewritten.toLowerCase().match(/[\p{L}\p{N}]+/gu))
  return (
    standalone.some((words) => words.every((word) => held.has(word))) && !gone.some((word) => held.has(word))
  )
}

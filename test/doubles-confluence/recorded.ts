import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedDir } from '../shared.ts'
import { AUTHOR } from '../doubles/confluence/context.ts'
import type { Json } from './client.ts'

const shared = sharedDir()
/** Folder of the recorded answers, or undefined where they are absent. */
export const recordedDir = shared === undefined ? undefined : join(shared, 'confluence', 'json')
export const WHY_SKIPPED = 'the recorded answers of ../shared/confluence/json are absent'

export function recordedFile(path: string): Json {
  return JSON.parse(readFileSync(join(recordedDir ?? '', path), 'utf8')) as Json
}

/** The editor's own step counter is null or a number by chance; pages made from blueprints name them. */
function withoutChance(key: string, value: unknown): unknown {
  if (key === 'sourceTemplateEntityId') return undefined
  return key === 'ncsStepVersion' ? null : value
}

/** An answer recorded by nango, its people and hosts renamed as the double calls them. */
export function recordedAnswer(
  file: string,
  path: string,
  base: string,
): { body: Json; headers: Record<string, string> } {
  const text = readFileSync(join(recordedDir ?? '', 'nango-recorded-2026', file), 'utf8')
    .replaceAll(/712020:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, AUTHOR)
    .replaceAll('https://nango-team-test.atlassian.net', base)
  const { api } = JSON.parse(text, withoutChance) as { api: { get: Record<string, Recording> } }
  const found = api.get[path]
  if (!found) throw new Error(`${file} has no recording of ${path}.`)
  return { body: found.response, headers: found.headers }
}

interface Recording {
  response: Json
  headers: Record<string, string>
}

/** Every path of fields in a value, with the kind of what stands there; arrays are the union of their items. */
export function fields(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => fields(item, `${path}[]`)))].sort()
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).flatMap(([key, part]) => fields(part, `${path}.${key}`))
    return inner.length > 0 ? inner.sort() : [`${path}{}`]
  }
  return [`${path}:${value === null ? 'null' : typeof value}`]
}

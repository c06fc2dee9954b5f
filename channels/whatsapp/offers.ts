import type { Sql } from '../../src/contract/database.ts'
import type { Choice } from '../../src/contract/message.ts'
import { numberOf, scopedOf, type Heard, type Person } from './heard.ts'

/** Older than the window nobody means it any more. */
const LASTS = '24 hours'
/** Longer than any title that could be a choice typed out. */
const TYPED_LENGTH = 80

const PUT = `WITH put AS (
    INSERT INTO whatsapp_offer (account, thread, choices) VALUES ($1, $2, $3::jsonb)
    ON CONFLICT (account, thread) DO UPDATE SET choices = excluded.choices, at = now()
  )`
const CLEAR = `WITH cleared AS (DELETE FROM whatsapp_offer WHERE account = $1 AND thread = $2)`

/**
 * Remembers what a message offers, in place of what the one before it did, and tells whom the thread leads to: one trip to the
 * database a message.
 */
export async function offer(
  db: Sql,
  account: string,
  thread: string,
  choices: readonly Choice[],
): Promise<Person> {
  const [row] = await db.query<PersonRow>(
    `${choices.length > 0 ? PUT : CLEAR} ${WHO}`,
    choices.length > 0 ? [account, thread, JSON.stringify(choices)] : [account, thread],
  )
  return toPerson(row, thread)
}

/** Whom a thread leads to. */
export async function personOf(db: Sql, account: string, thread: string): Promise<Person> {
  const [row] = await db.query<PersonRow>(WHO, [account, thread])
  return toPerson(row, thread)
}

interface PersonRow {
  number: string | null
  scoped: string | null
}

const WHO = 'SELECT number, scoped_id AS scoped FROM whatsapp_person WHERE account = $1 AND thread = $2'

/** Of a thread without a row, which was pruned perhaps, its own name says whose it is. */
function toPerson(row: PersonRow | undefined, thread: string): Person {
  const number = row ? (row.number ?? undefined) : numberOf(thread)
  const scoped = row
    ? (row.scoped ?? undefined)
    : (scopedOf(thread) ?? (thread.endsWith('@lid') ? thread : undefined))
  return { ...(number === undefined ? {} : { number }), ...(scoped === undefined ? {} : { scoped }) }
}

/** Makes choices of the texts that pick one of those last offered in their thread, by its number or its title. */
export async function recognise(db: Sql, account: string, heard: readonly Heard[]): Promise<Heard[]> {
  const threads = heard.filter(mayPick).map(({ message }) => message.thread)
  if (threads.length === 0) return [...heard]
  const rows = await db.query<{ thread: string; choices: Choice[] }>(
    `SELECT thread, choices FROM whatsapp_offer
     WHERE account = $1 AND thread = ANY($2::text[]) AND at > now() - interval '${LASTS}'`,
    [account, threads],
  )
  const offers = new Map(rows.map(({ thread, choices }) => [thread, choices]))
  return heard.map((one) => {
    const picked = mayPick(one)
      ? pick(one.message.text ?? '', offers.get(one.message.thread) ?? [])
      : undefined
    if (!picked) return one
    return { ...one, message: { ...one.message, kind: 'choice', choice: picked.value, text: picked.title } }
  })
}

function mayPick({ message }: Heard): boolean {
  return message.kind === 'text' && (message.text?.length ?? 0) <= TYPED_LENGTH
}

/** `2`, `2.`, `(2)`, `2️⃣`, or the title itself. */
export function pick(text: string, choices: readonly Choice[]): Choice | undefined {
  const plain = text.trim().replace(/\ufe0f?\u20e3/, '')
  const number = /^[#(]?(\d{1,3})[.):]?$/.exec(plain)?.[1]
  if (number !== undefined) return choices[Number(number) - 1]
  const folded = fold(plain)
  return folded === '' ? undefined : choices.find(({ title }) => fold(title) === folded)
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

import { phrases, type Phrase } from './phrases.ts'
import { OF_BELONGING, OF_PLACE } from './words.ts'

export interface Replaced {
  /** The earlier question with the new names in it; those that found no place stand at its end. */
  text: string
  /** New names by the earlier ones whose place they took. */
  taken: ReadonlyMap<Phrase, Phrase>
}

/**
 * Puts each name of a fragment ("to Norway", "a rain cover for the City") in the place of an earlier one of its sort. Undefined when none
 * of them finds a place, or the one that the fragment is about does not.
 */
export function replaceNames(earlier: string, fragment: string): Replaced | undefined {
  const slots = phrases(earlier)
  const names = phrases(fragment)
  const taken = new Map<Phrase, Phrase>()
  const left: Phrase[] = []
  for (const name of names) {
    const slot = best(slots, name, taken)
    if (slot) taken.set(slot, name)
    else left.push(name)
  }
  if (taken.size === 0) return undefined
  const headLeft = left.length > 0 && left[0] === names[0] && !left[0]!.preposition
  if (headLeft && !names.some((name) => sharesWord(slots, name))) return undefined
  let text = ''
  let at = 0
  for (const slot of slots) {
    const phrase = taken.get(slot)
    if (!phrase) continue
    // A new name brings its preposition, or takes over the old one, be it none: "the jackets", "for the tents".
    const own =
      phrase.preposition !== undefined && (slot.preposition !== undefined || phrase.sort !== 'thing')
    text += earlier.slice(at, own ? slot.start : slot.nameStart)
    text += fragment.slice(own ? phrase.start : phrase.nameStart, phrase.end)
    at = slot.end
  }
  const tail = left.map((phrase) => fragment.slice(phrase.start, phrase.end))
  return { text: [text + earlier.slice(at), ...tail].join(' '), taken }
}

/** Whether more than a name's being a name says whose place it takes: its sort, or a word they share. */
export function telling({ taken }: Replaced): boolean {
  return [...taken].some(([slot, phrase]) => phrase.sort !== 'thing' || sharesWord([slot], phrase))
}

function sharesWord(slots: readonly Phrase[], phrase: Phrase): boolean {
  return slots.some((slot) => phrase.words.some((word) => slot.words.includes(word)))
}

/** The phrase of the earlier question that a new one takes the place of. */
function best(
  slots: readonly Phrase[],
  phrase: Phrase,
  taken: ReadonlyMap<Phrase, Phrase>,
): Phrase | undefined {
  let found: Phrase | undefined
  let most = 0
  for (const slot of slots) {
    if (taken.has(slot)) continue
    const score = likeness(slot, phrase)
    if (score > most) [found, most] = [slot, score]
  }
  return found
}

const EXCLUSIVE = new Set(['time', 'measure', 'code', 'service'])

/** How well one phrase stands in another's place; 0 when it cannot. */
function likeness(slot: Phrase, phrase: Phrase): number {
  const shared = sharesWord([slot], phrase)
  const same = slot.sort === phrase.sort
  if (slot.asked && !shared) return 0
  if (!same && !shared) {
    if (EXCLUSIVE.has(slot.sort) || EXCLUSIVE.has(phrase.sort)) return 0
    if (phrase.sort === 'place' || slot.sort === 'place') {
      // A name nobody has told us is a place stands where places stand.
      const other = phrase.sort === 'place' ? slot : phrase
      if (other.preposition === undefined || !OF_PLACE.has(other.preposition)) return 0
      return other.sort === 'thing' ? 1 : 0
    }
    if (phrase.sort === 'way' && slot.sort !== 'way') return 0
  }
  let score = same ? 3 : 1
  if (shared) score += 3
  if (phrase.words.at(-1) === slot.words.at(-1)) score += 1
  if (phrase.preposition === slot.preposition) score += 2
  else if (phrase.preposition && slot.preposition) {
    const alike = [OF_BELONGING, OF_PLACE].some(
      (group) => group.has(phrase.preposition!) && group.has(slot.preposition!),
    )
    score += alike ? 1 : -1
  }
  if (phrase.determiner === slot.determiner) score += 1
  return score
}

const SHORTEST = 3
const LONGEST = 5

/**
 * The character 3–5-grams of one word, its ends marked: they bridge typos, compounds and endings. Each is given once for each time it
 * occurs. A word too short for any is its own gram.
 */
export function wordGrams(word: string): string[] {
  const marked = `^${word}$`
  const found: string[] = []
  for (let size = SHORTEST; size <= LONGEST; size++) {
    for (let at = 0; at + size <= marked.length; at++) found.push(marked.slice(at, at + size))
  }
  return found
}

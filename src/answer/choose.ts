import type { Choice } from '../contract/message.ts'
import { fold, squeeze } from './text/fold.ts'
import type { Candidate, Retrieval, RetrievalQuery, Retriever } from '../contract/knowledge.ts'

/** The label that a candidate is offered by when the shopper is asked which page, or which part of a page, is meant. */
export function labelOf({ title, headingPath }: Candidate, byPage: boolean): string {
  const heading = headingPath.at(-1)
  return byPage || !heading ? title : heading
}

/** What choosing one label says: the question again, with the label behind it. */
export function chosenText(question: string, label: string): string {
  return `${question} (${label})`
}

/** A question with what was found for it; after a choice the question as it was first asked. */
export interface Found {
  question: string
  retrieval: Retrieval
}

/**
 * Finds what a question is answered from. `askedBack`: the shopper was just asked which page is meant; where the text then names one of those found, that
 * alone is searched, for the question as it was: whoever chose a page wants it read, and not the others again.
 */
export async function findFor(
  { text: question, ...query }: RetrievalQuery,
  retriever: Retriever,
  askedBack: boolean,
): Promise<Found> {
  const retrieval = await retriever.retrieve({ text: question, ...query })
  const chosen = askedBack ? chosenAmong(retrieval.candidates, question) : undefined
  if (!chosen) return { question, retrieval }
  const { heading, pageIds } = chosen
  const again = await retriever.retrieve({ ...query, text: chosen.question, pageIds })
  const candidates = again.candidates.filter(
    (candidate) => heading === undefined || candidate.headingPath.at(-1) === heading,
  )
  return candidates.length > 0
    ? { question: chosen.question, retrieval: { ...again, candidates } }
    : { question, retrieval }
}

function chosenAmong(candidates: readonly Candidate[], text: string) {
  for (const byPage of [true, false])
    for (const candidate of candidates) {
      const label = labelOf(candidate, byPage)
      const question = text.slice(0, -chosenText('', label).length)
      if (label === '' || question.trim() === '' || chosenText(question, label) !== text) continue
      const same = candidates.filter((other) => labelOf(other, byPage) === label)
      return {
        question,
        pageIds: [...new Set(same.map(({ pageId }) => pageId))],
        ...(byPage ? {} : { heading: label }),
      }
    }
  return undefined
}

/** Words by which a choice is named by its place. */
const PLACES = [
  /^(?:1|1st|first|erste[rs]?|premi[eè]re?|prim[oae]r?[oa]?)$/,
  /^(?:2|2nd|second|zweite[rs]?|deuxieme|second[oa]|segund[oa])$/,
  /^(?:3|3rd|third|dritte[rs]?|troisieme|terz[oa]|tercer[oa]?)$/,
]
/** Words around a choice that say nothing of it. */
const AROUND = /\b(?:the|that|this|one|number|option|i mean|please|pls|yes)\b|[^\p{L}\p{N}\s]/gu
/** Whoever writes more than this says something of their own. */
const CHOOSING_WORDS = 6

const bare = (text: string) => squeeze(fold(text).replace(AROUND, ' '))

/** Whether a text is short enough to name a choice. */
export function mayChoose(text: string): boolean {
  const said = bare(text)
  return said !== '' && said.split(' ').length <= CHOOSING_WORDS
}

/** What somebody means who answers "Which of these do you mean?" in their own words: by its number, its title, or words that only its title has. */
export function choiceIn(text: string, choices: readonly Choice[]): Choice | undefined {
  if (!mayChoose(text)) return undefined
  const said = bare(text)
  const place = PLACES.findIndex((name) => name.test(said))
  if (place >= 0) return choices[place]
  const titles = choices.map(({ title }) => bare(title).split(' '))
  const named = choices.filter((_, index) => said.split(' ').every((word) => titles[index]!.includes(word)))
  const whole = choices.find((_, index) => titles[index]!.join(' ') === said)
  return whole ?? (named.length === 1 ? named[0] : undefined)
}

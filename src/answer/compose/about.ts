import { wordNet } from '../read/wordnet.ts'
import { sameStem, stem, words as spoken } from '../text/words.ts'
import { satisfies, type AskedFor } from './asked.ts'
import { placeStems } from './synonyms.ts'
import { matchOf } from './terms.ts'

/** Words that only tell which kind of answer is asked for. A line need not hold them: "£45" answers what something costs. */
const OF_KIND: Partial<Record<AskedFor, string>> = {
  money:
    'cost costs price prices fee charge charged expensive worth pay kostet teuer preis coute prix cuesta precio costa prezzo kost',
  duration: 'long fast quick quickly soon time take takes lange schnell temps tiempo tarda tempo lang duurt',
  frequency: 'often times frequently oft fois',
  temperature: 'hot cold warm temperature temp heiss kalt grad',
  weight: 'heavy weight weigh weighs schwer gewicht poids peso',
  length: 'tall wide deep thick high far long',
  date: 'time day date',
}

/** Words that point to what was said before, agree to it, or only join what is said now to it. */
const POINTING = new Set(
  'one ones thing things though actually instead really still else work works apply applies mean means possible total altogether exactly now true yes yeah yep no nope sure right ja oui'
    .split(' ')
    .map(stem),
)

/** Words of a question that a line answering it holds. */
export interface Topic {
  /** Those that the shopper has not said before, if there are any; else all. */
  words: string[]
  /** One of them names something: a line that does not hold it is of something else. "How far does it shine" names nothing new. */
  names: boolean
  kind: AskedFor
}

/** What a unit says, and what stands around it. */
export interface Place {
  /** Stems of the unit itself. */
  own: readonly string[]
  /** Stems of its headings, its table's header and its lead-in. */
  around: readonly string[]
  /** Stems of its page's title. */
  title: readonly string[]
  /** Its table, where it is a row. */
  table?: object
  /** A range of it holds a measure of the question. */
  measured: boolean
  /** Its words with their units of measure. */
  text: string
}

/** What a follow-up asks about. Source of the sorts of words: WordNet. */
export function topicOf(question: string, before: string, kind: AskedFor): Topic {
  const ofKind = new Set((OF_KIND[kind] ?? '').split(' ').map(stem))
  const words = [...new Set(placeStems(question))].filter((word) => !ofKind.has(word) && !POINTING.has(word))
  const said = placeStems(before)
  const fresh = words.filter((word) => !said.some((other) => sameStem(word, other)))
  const topic = fresh.length > 0 ? fresh : words
  return { words: topic, names: namesOne(topic, question), kind }
}

/** What stands before a name, whatever else the word may be: "for kids" is no verb. */
const BEFORE_NAME = new Set(
  'a an the my your our this that these those some any for to with without in at on about of as from by'.split(
    ' ',
  ),
)

/**
 * Whether one of these words names something: no verb and no quality, as far as WordNet knows it. An answer may say in other words what is done, but
 * not whom or what it is about.
 */
function namesOne(topic: readonly string[], question: string): boolean {
  const all = spoken(question)
  return all.some((word, index) => {
    if (!topic.includes(stem(word))) return false
    const sort = wordNet().sort(word)
    return (sort !== 'verb' && sort !== 'quality') || BEFORE_NAME.has(all[index - 1] ?? '')
  })
}

/**
 * Of all places those that hold a word of the topic, in these or other words: the unit itself or what stands around it, else the title of its page.
 * A number tells apart what the words leave ("size 12"), and holds nothing by itself where there are words. A question that names nothing
 * new and whose words nobody holds asks for its kind of answer, wherever one is; where none is, any place may do.
 */
export function placesAbout<P extends Place>(topic: Topic, places: readonly P[]): ReadonlySet<P> {
  const { words, names: namesIt, kind } = topic
  const ofKind = () => firstOf([places.filter(({ text }) => satisfies(kind, text)), places])
  if (words.length === 0) return new Set(ofKind())
  const numbers = words.filter((word) => /\d/.test(word))
  const names = words.filter((word) => !/\d/.test(word))
  const said = ({ own, around }: P) => [...own, ...around]
  const near = firstOf([
    places.filter((place) => place.measured || holds(said(place), names)),
    places.filter(({ title }) => holds(title, names)),
    names.length > 0 ? [] : places.filter((place) => holds(said(place), numbers)),
  ])
  if (near.length === 0 && !namesIt) return new Set(ofKind())
  const telling = withoutOtherRows(names, near)
  return new Set(firstOf([telling.filter((place) => place.measured || holds(said(place), numbers)), telling]))
}

/** What the header of a table says is said of every row: where rows hold another word of the topic, the others are not meant. */
function withoutOtherRows<P extends Place>(names: readonly string[], places: readonly P[]): readonly P[] {
  const holdsMore = ({ own, around }: P) =>
    holds(
      own,
      names.filter((name) => !holds(around, [name])),
    )
  const meant = new Set(places.flatMap((place) => (place.table && holdsMore(place) ? [place.table] : [])))
  return places.filter((place) => !place.table || !meant.has(place.table) || holdsMore(place))
}

const holds = (stems: readonly string[], words: readonly string[]) =>
  words.some((word) => matchOf(word, stems) > 0)

function firstOf<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find((list) => list.length > 0) ?? []
}

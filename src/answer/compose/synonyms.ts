import { fold } from '../text/fold.ts'
import { contentStems, stem, words } from '../text/words.ts'

/** Words that shoppers and wikis use for the same thing, in groups. */
const GROUPS = [
  'ship shipping deliver delivery dispatch post send sent courier parcel package arrive carrier mail',
  'cost price fee charge pricing expensive pay much surcharge rate',
  'return send back bring',
  'refund reimburse money',
  'exchange swap replace replacement',
  'wash clean launder cleaning machine laundry',
  'dry dryer tumble',
  'broken damaged defect defective faulty fault dented crushed died dead',
  'warranty guarantee covered cover coverage guarentee',
  'cancel cancellation stop undo',
  'size sizing fit measure measurement chart',
  'discount voucher promo coupon code offer',
  'lost missing stolen vanished disappeared',
  'long time days soon fast quick deadline hours weeks',
  'weight weigh heavy kg',
  'repair fix mend resole patch',
  'shop store branch',
  'contact phone call line email reach write',
  'gift present wrap wrapping',
  'invoice receipt bill vat',
  'customs duty duties tax import taxes',
  'open opening hours close closing',
  'temperature temp hot cold degrees warm warmest heat',
  'jumper sweater pullover knitwear wool',
  'trousers pants',
  'jacket coat parka',
  'shoe shoes boots footwear trainers',
  'kids children toddler child baby',
  'women womens ladies lady',
  'men mens gents',
  'delete erase remove erased',
  'password login locked sign account',
  'payment pay instalments parts',
  'flight plane fly airline luggage',
  'rent rental hire',
  'birthday christmas xmas holiday festive december',
  'monogram initials personalised embroidery',
  'collect pickup fetch collection',
  'standard normal regular',
  'need must have required',
]

/** Places by the name of the country, or the word, that a shop's page would use for them. */
const PLACES: Record<string, string> = {
  'united kingdom':
    'uk britain gb england scotland wales london manchester birmingham leeds york glasgow edinburgh liverpool bristol cardiff',
  'united states':
    'us usa states america american hawaii alaska oregon california texas york florida chicago washington',
  germany: 'german berlin munich munchen hamburg cologne frankfurt stuttgart deutschland dusseldorf leipzig',
  netherlands: 'holland dutch amsterdam rotterdam utrecht hague eindhoven nederland',
  france: 'french paris lyon marseille nice toulouse bordeaux',
  austria: 'austrian vienna salzburg graz innsbruck osterreich',
  switzerland: 'swiss zurich geneva basel bern schweiz',
  ireland: 'irish dublin cork galway eire',
  belgium: 'belgian brussels antwerp ghent',
  spain: 'spanish madrid barcelona seville valencia',
  italy: 'italian rome milan naples turin',
  portugal: 'portuguese lisbon porto',
  norway: 'norwegian oslo bergen tromso trondheim',
  sweden: 'swedish stockholm gothenburg malmo',
  denmark: 'danish copenhagen aarhus',
  finland: 'finnish helsinki tampere',
  poland: 'polish warsaw krakow gdansk',
  canada: 'canadian toronto vancouver montreal',
  australia: 'australian sydney melbourne brisbane perth',
  'new zealand': 'auckland wellington',
  'northern ireland': 'belfast derry ulster',
  europe: 'european eu',
}

const EU = new Set(
  'germany netherlands france austria ireland belgium spain italy portugal sweden denmark finland poland'.split(
    ' ',
  ),
)

const related = new Map<string, Set<string>>()

function relate(key: string, other: string): void {
  const known = related.get(key) ?? new Set()
  known.add(other)
  related.set(key, known)
}

for (const group of GROUPS) {
  const stems = words(fold(group)).map(stem)
  for (const a of stems) for (const b of stems) if (a !== b) relate(a, b)
}
for (const [country, names] of Object.entries(PLACES)) {
  const target = placeStems(country)
  for (const name of words(names).map(stem)) {
    for (const word of target) relate(name, word)
    // A page may name the EU only: "Other EU countries".
    if (EU.has(country)) relate(name, 'eu')
  }
  if (EU.has(country)) for (const word of target) relate(word, 'eu')
}

/** Stems of a text's telling words; Northern Ireland is one word, since it is not Ireland. */
export function placeStems(text: string): string[] {
  return contentStems(text.replace(/northern ireland/gi, 'northernireland'))
}

/** True for a country, city or region that the table knows. */
export function isPlace(stemmed: string): boolean {
  return PLACE_STEMS.has(stemmed)
}

const PLACE_STEMS = new Set(
  Object.entries(PLACES).flatMap(([country, names]) => [...placeStems(country), ...words(names).map(stem)]),
)

/** Stems that stand for the same thing as this one; empty for most words. */
export function synonymsOf(stemmed: string): ReadonlySet<string> {
  return related.get(stemmed) ?? NONE
}

const NONE: ReadonlySet<string> = new Set()

import { stem } from './stem.ts'
import { fold } from './words.ts'

/** Cities and names of countries as shoppers write them, with the country as a shop's page would name it. */
const PLACES = `
germany: berlin, munich, munchen, hamburg, cologne, koln, frankfurt, stuttgart, dusseldorf, leipzig, dresden, german, deutschland
austria: vienna, wien, graz, salzburg, innsbruck, linz, austrian
switzerland: zurich, geneva, basel, bern, lausanne, lucerne, swiss
france: paris, lyon, marseille, toulouse, nice, bordeaux, lille, strasbourg, french
netherlands: amsterdam, rotterdam, utrecht, eindhoven, venlo, hague, holland, dutch
belgium: brussels, antwerp, ghent, bruges, belgian
luxembourg:
ireland: dublin, cork, galway, limerick, irish
italy: rome, milan, naples, turin, florence, venice, bologna, italian
spain: madrid, barcelona, valencia, seville, malaga, bilbao, spanish
portugal: lisbon, porto, portuguese
denmark: copenhagen, aarhus, odense, danish
sweden: stockholm, gothenburg, malmo, uppsala, swedish
norway: oslo, bergen, trondheim, tromso, stavanger, bodo, norwegian
finland: helsinki, tampere, turku, espoo, finnish
iceland: reykjavik, icelandic
poland: warsaw, krakow, gdansk, wroclaw, polish
czechia: prague, brno, czech
hungary: budapest, hungarian
greece: athens, thessaloniki, greek
romania: bucharest, romanian
turkey: istanbul, ankara, izmir, turkish
canada: toronto, vancouver, montreal, calgary, ottawa, canadian
usa: new york, chicago, boston, seattle, denver, houston, miami, california, texas, american, america, us, states
australia: sydney, melbourne, brisbane, perth, adelaide, australian
zealand: auckland, wellington, christchurch
japan: tokyo, osaka, kyoto, japanese
china: beijing, shanghai, shenzhen, chinese
india: delhi, mumbai, bangalore, chennai, kolkata, hyderabad, pune, indian
uk: london, manchester, birmingham, leeds, sheffield, york, liverpool, bristol, edinburgh, glasgow, cardiff, belfast, keswick, england, scotland, wales, britain, british, kingdom
northern: belfast, derry
`

/** Members of the European Union: a page about the EU speaks of them. */
const EUROPEAN_UNION =
  'germany austria france netherlands belgium luxembourg ireland italy spain portugal denmark sweden finland poland czechia hungary greece romania'.split(
    ' ',
  )

function build(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const add = (name: string, meaning: string) => {
    const key = stem(fold(name))
    found.set(key, [...(found.get(key) ?? []), meaning])
  }
  for (const line of PLACES.trim().split('\n')) {
    const [country, names] = line.split(':') as [string, string]
    const union = EUROPEAN_UNION.includes(country)
    if (union) for (const meaning of ['eu', 'europe', 'european', 'union']) add(country, meaning)
    for (const name of names.split(',').map((part) => part.trim())) {
      if (name === '' || name.includes(' ')) continue
      add(name, country)
      if (union) for (const meaning of ['eu', 'europe', 'european', 'union']) add(name, meaning)
    }
  }
  return found
}

const MEANINGS = build()

/** Words for the wider place that a place's stem lies in: the country, the European Union. */
export function widerPlaces(term: string): readonly string[] {
  return MEANINGS.get(term) ?? []
}

/** Adjectives, and names that are as well a common word. */
const NO_NAMES =
  /(?:ish|ian|ese)$|^(?:german|swiss|french|dutch|american|icelandic|czech|greek|us|states|nice|northern|cork|split|kingdom)$/

/** Names of countries and cities as written, folded, with those of two words. */
const NAMES = new Set([
  ...PLACES.trim()
    .split('\n')
    .flatMap((line) => line.replace(':', ',').split(','))
    .map((name) => fold(name.trim()))
    .filter((name) => name !== '' && !NO_NAMES.test(name)),
  'eu',
  'europe',
  'northern ireland',
  'new zealand',
  'abroad',
  'overseas',
  'mainland',
  'highlands',
  'islands',
])

/** Whether a folded name is a country's, a city's or the like. */
export function isPlace(name: string): boolean {
  return NAMES.has(name)
}

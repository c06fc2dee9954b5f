import { stem } from './stem.ts'

/**
 * Words and phrases that shoppers and shops use for the same thing. A group holds both ways: asked by one, found by another, for less than
 * the word itself. General to shops; what a single site calls its things is learned from its pages, not from here.
 */
const GROUPS = `
warranty, guarantee, guaranteed, cover, covered, coverage
return, returns, send back, sending back, give back, bring back, take back, post back, ship back
refund, money back, reimburse, reimbursement, repay
exchange, swap, swop, change for, trade
delivery, shipping, postage, post, mail, dispatch, courier, deliver, ship, send
dispatched, sent out, leave, leaves, shipped, go out, goes out
parcel, package, packet, box, shipment, order
tracking, track, trace, follow
lost, missing, vanished, disappeared, never arrived
late, delayed, delay, overdue, slow
broken, damaged, dented, crushed, cracked, smashed, defective, faulty, torn, ripped
repair, mend, fix, repaired, resole, patch
price, cost, charge, fee, how much, pay, expensive, cheap, rate
discount, money off, promo, promotion, coupon, voucher code, off code, percent off, reduction
voucher, gift card, gift voucher, gift certificate
expire, expires, run out, valid, validity, expiry, last, lasts
customs, duty, duties, import tax, import
tax, vat
invoice, bill, receipt, proof of purchase
collect, pick up, fetch, collection, pickup, click and collect
shop, store, outlet, branch, location
opening, open, opening hours, hours, close, closes
phone, telephone, call, ring, hotline
email, mail address, e mail, write to
contact, reach, speak to, talk to, get in touch
cancel, cancellation, call off, stop
account, profile, login, log in, sign in, password
subscribe, newsletter, sign up
unsubscribe, opt out, stop emails
size, sizing, fit, fits, measure, measurement, measurements
tall, height, long, length
weigh, weight, heavy, weighs, grams
wash, washing, clean, cleaning, laundry, launder, machine wash
dry, drying, tumble, dryer
waterproof, rain, wet, watertight, proof
reproof, proofing, proof again, impregnate
wool, merino, lambswool, jumper, sweater, cardigan
trousers, pants, slacks, bottoms
trainers, sneakers, shoes, footwear
jacket, coat, shell, anorak
backpack, rucksack, bag, pack
torch, headlamp, head torch, flashlight, lamp
battery, batteries, power bank, powerbank, accumulator
charge, charging, recharge, charger
rent, hire, rental, lend, borrow
used, second hand, pre owned, old
trade in, buy back, resell, sell
gift, present
christmas, xmas, holidays, festive
newest, latest, brand new, new
kids, children, child, son, daughter, toddler, baby
man, men, mens, husband, male, gents
woman, women, womens, wife, female, ladies
student, uni, university, college
nurse, nurses, nhs, health workers
dangerous, hazardous, unsafe, hazard
recall, recalled, safety notice
swollen, puffed, bulging, bloated
shrink, shrank, shrunk, shrinks, felted
smell, smelly, stink, odour
hole, holes, moth, moths
customised, personalised, initials, engraved, embroidered, monogram, embroidery
made to measure, bespoke, tailored, custom
wrong, incorrect, mistake, error, by mistake
twice, double, duplicate, two orders
allergy, allergic, allergies
vegan, vegetarian, animal
origin, come from, made in, sourced, where made, produced
recycle, dispose, disposal, throw away, bin
environment, sustainable, sustainability, eco, green
loyalty, points, rewards, membership, member
plane, flight, fly, airline, aircraft
job, jobs, career, vacancy, work for
credit card, card, visa, mastercard, debit
instalments, installments, pay later, klarna
instructions, manual, guide
spare, replacement, part, parts
assemble, assembly, put together, set up, install
delete, remove, erase, get rid
stock, available, availability, in stock, sold out
address, street, location
business days, working days, weekdays
purchase, buy, order, bought
difference, compare, versus, vs
`

/** A phrase, as stems, with the single words of its groups that stand beside it, as written. */
export interface ThesaurusEntry {
  phrase: string[]
  others: Set<string>
}

function build(): Map<string, ThesaurusEntry[]> {
  const byFirst = new Map<string, ThesaurusEntry[]>()
  const entries = new Map<string, ThesaurusEntry>()
  for (const line of GROUPS.trim().split('\n')) {
    const written = line.split(', ')
    const single = written.filter((phrase) => !phrase.includes(' '))
    for (const phrase of written.map((words) => words.split(' ').map(stem))) {
      const key = phrase.join(' ')
      let entry = entries.get(key)
      if (!entry) {
        entry = { phrase, others: new Set() }
        entries.set(key, entry)
        byFirst.set(phrase[0]!, [...(byFirst.get(phrase[0]!) ?? []), entry])
      }
      for (const other of single) if (!phrase.includes(stem(other))) entry.others.add(other)
    }
  }
  return byFirst
}

const ENTRIES = build()

/**
 * For each position of a question's stems: the words that may stand for the word there. A phrase speaks for its words, so that
 * "send it back" is a return and no delivery.
 */
export function relatedWords(stems: readonly string[]): Set<string>[] {
  const matches = stems.flatMap((first, at) =>
    (ENTRIES.get(first) ?? []).flatMap(({ phrase, others }) => {
      const places = placesOf(stems, at, phrase)
      return places ? [{ places, others }] : []
    }),
  )
  const inPhrase = new Set(matches.flatMap(({ places }) => (places.length > 1 ? places : [])))
  const related = stems.map(() => new Set<string>())
  for (const { places, others } of matches) {
    if (places.length === 1 && inPhrase.has(places[0]!)) continue
    for (const place of places) for (const other of others) related[place]!.add(other)
  }
  return related
}

/** Where the words of a phrase stand from `at` on, one other word allowed between two of them. */
function placesOf(stems: readonly string[], at: number, phrase: readonly string[]): number[] | undefined {
  const places = [at]
  for (const part of phrase.slice(1)) {
    const last = places.at(-1)!
    const next = [last + 1, last + 2].find((place) => stems[place] === part)
    if (next === undefined) return undefined
    places.push(next)
  }
  return places
}

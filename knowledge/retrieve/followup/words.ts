const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** What a part of a question may be led by: "to Norway", "with the C2". */
export const PREPOSITIONS = set(
  'to in into on onto at by for from of with without within outside via over under after before during until through per about as',
)
/** Prepositions that lead to a place. */
export const OF_PLACE = set('to in into on at from within outside via through')
/** Prepositions that name what a thing belongs to; one stands for another: "the chain of the Brisk", "the belt on a Strand". */
export const OF_BELONGING = set('of on for with')

/** Words before a name. */
export const DETERMINERS = set(
  'the a an my our your their his her its this that these those some any no each every all both another',
)

/** Words that no name begins with, holds or ends with; determiners and prepositions are told apart first. */
export const FORM = set(
  'i you we they it he she me us them im youre ive id who what which when where why how whose and or but so if then than ' +
    'also too though actually only even still just please is are am be been was were do does did doing done can could cant ' +
    'will would wont should shall may might must has have had having get gets got there here not never dont doesnt isnt arent ' +
    'something anything someone anyone much many more less yes ok okay well now again away ' +
    'back ever already really that whats hows wheres theres',
)

/** Verbs of shoppers' questions in their plain form. Many are nouns too: they are verbs where a verb stands. */
export const VERBS = set(
  'accept allow apply arrive ask assemble bring book borrow build buy call cancel carry change charge check claim clean ' +
    'close collect come connect contact cost cover cut deliver descale dispatch do dry earn end exchange expire fetch find ' +
    'fit fix freeze give go happen have help hire hold include install insure iron join keep last leave let log look lose make ' +
    'mean measure mend move need offer open order paint pair park pay pick plant play post protect prune put receive ' +
    'recommend recycle redeem refund register remove renew rent repair replace require reserve reset return ring run sell ' +
    'send serve set ship show sign speak start stay stop store support swap switch take tell test track train transfer travel ' +
    'try turn unlock update upgrade use visit wait wash water wear weigh work wrap write',
)

/** Verbs that are hardly ever nouns: they end a name wherever a clause has its auxiliary before them. */
export const PLAIN_VERBS = set(
  'need take mean come fit weigh work include get sell send bring make give keep allow accept arrive require receive become contain',
)

/** Verbs that say little of what is asked. */
export const LIGHT_VERBS = set(
  'get take cost need want come go leave pay use keep give make ask find tell know see work mean happen start bring order buy last ' +
    'apply help call look let do',
)

/** Adjectives that a question says of its subject: "is the shop open". */
export const PREDICATES = set(
  'open closed available possible allowed included ok okay fine free right good suitable safe valid waterproof compatible heavy ' +
    'big wide tall deep thick expensive cheap old able',
)

/** What is done with things rather than a thing: one of these replaces another, not a product. */
export const SERVICES = set(
  'delivery deliveries shipping shipment postage return returns refund refunds exchange exchanges warranty guarantee repair ' +
    'repairs payment payments price prices cost costs fee fees arrival departure collection pickup assembly installation ' +
    'cancellation registration',
)

/** Ways in which something is bought, paid or sent, as stems of a sort of their own. */
export const WAYS = set(
  'online web website app phone telephone email mail chat store shop shops stores showroom showrooms branch counter person post ' +
    'courier van express standard standart overnight nextday cash card cheque paypal transfer invoice locker',
)

/** Words for days and times. */
export const TIMES = set(
  'monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays ' +
    'weekend weekends weekday weekdays today tomorrow morning afternoon evening night noon midnight christmas easter holiday ' +
    'holidays january february march april june july august september october november december summer winter spring autumn ' +
    'day days week weeks month months year years hour hours minute minutes',
)

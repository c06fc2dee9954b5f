const LISTS = [
  // English
  "a an the i you he she it we they me him her us them my your his its our their mine yours this that these those here there am is are was were be been being do does did done doing have has had having can could will would shall should may might must of in on at to from by for with about into over under after before between through during up down out off as if or and but so than then too very just also only not no nor don't doesn't didn't can't cannot won't isn't aren't wasn't i'm i've i'd i'll you're it's that's what's what which who whom whose when where why how much many any some all each both more most other such own same again once please pls plz thanks thank hi hello hey u ur r im ive get got there's let's want need like know tell say would ok okay",
  // German
  'der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr mich mir dich dir uns euch ihnen mein meine meinen dein ihre ihren und oder aber wenn dass ist sind war waren sein bin hat haben habe hatte kann konnen konnte muss mussen soll wird werden wurde auf in im an am zu zum zur von vom mit fur bei nach aus uber unter als auch noch nur nicht kein keine wie was wer wo wann warum welche welcher welches bitte man sich so da hier gibt',
  // French, Spanish, Italian, Portuguese, Dutch
  "le la les un une des du de et ou mais est sont etait je tu il elle nous vous ils elles mon ma mes ton votre vos ce cet cette ces que qui quoi dans sur pour par avec sans ne pas plus au aux en y est-ce quel quelle quels quelles comment quand combien peut puis c'est j'ai l'on",
  'el los las una unos unas y o pero es son era yo tu usted nosotros mi mis su sus este esta estos estas que quien en por para con sin no se al del lo le me te como cuando cuanto cuanta cual cuales puedo puede hay',
  'il gli uno e o ma sono era io lei noi voi mio mia miei suo questo questa che chi in di da con per su non si al del della dei delle come quando quanto quale posso puo',
  'os as um uma e ou mas sao eu ele nos meu minha seu sua isto este que quem em por para com sem nao se ao do da dos das como quando quanto qual posso pode',
  'het een en of maar is zijn was ik jij je u hij zij wij mijn uw dit dat deze die in op aan te van voor met bij naar uit niet geen hoe wat wie waar wanneer waarom kan kun mag er',
  // Swedish, Polish
  'den det en ett och eller men ar var jag du han hon vi ni min mitt mina er detta att i pa av till fran for med utan inte hur vad vem nar kan far',
  'i lub ale jest sa byl ja ty on ona my wy moj moja to ten ta te w na z do od dla po nie sie jak co kto gdzie kiedy czy moge mozna',
]

/** Words of one language that name a thing in another: a hat, men's jackets, the EU, size ten. */
const TELLING = new Set('eu hat men ten son bin war mine die far pour'.split(' '))

/** Words that say nothing about the subject, folded, of the languages that use spaces. */
export const STOPWORDS: ReadonlySet<string> = new Set(
  LISTS.join(' ')
    .split(' ')
    .filter((word) => !TELLING.has(word)),
)

const rows: [number, string][] = [
  [1, 'one|ein|eine|einen|einem|un|une|uno|una|um|uma|een|en|ett|jeden|jedna'],
  [2, 'two|zwei|deux|dos|due|twee|dois|duas|dwa|dwie|tva|twice|both'],
  [3, 'three|drei|trois|tres|tre|drie|trzy'],
  [4, 'four|vier|quatre|cuatro|quattro|quatro|cztery|fyra'],
  [5, 'five|funf|cinq|cinco|cinque|vijf|piec|fem'],
  [6, 'six|sechs|seis|sei|zes|szesc|sex'],
  [7, 'seven|sieben|sept|siete|sette|zeven|sete|siedem|sju'],
  [8, 'eight|acht|huit|ocho|otto|oito|osiem|atta'],
  [9, 'nine|neun|neuf|nueve|nove|negen|dziewiec|nio'],
  [10, 'ten|zehn|dix|diez|dieci|tien|dez|dziesiec|tio'],
  [11, 'eleven|elf|onze|once|undici'],
  [12, 'twelve|zwolf|douze|doce|dodici|twaalf|doze'],
  [13, 'thirteen'],
  [14, 'fourteen|vierzehn|quatorze|catorce|quattordici|veertien|fjorton|czternascie'],
  [15, 'fifteen|funfzehn|quinze|quince|quindici|vijftien|femton'],
  [16, 'sixteen'],
  [18, 'eighteen'],
  [20, 'twenty|zwanzig|vingt|veinte|venti|twintig|vinte|tjugo'],
  [21, 'twenty-one'],
  [24, 'twenty-four|vierundzwanzig'],
  [25, 'twenty-five'],
  [28, 'twenty-eight'],
  [30, 'thirty|dreissig|trente|treinta|trenta|dertig|trinta|trettio|trzydziesci'],
  [40, 'forty'],
  [45, 'forty-five'],
  [48, 'forty-eight'],
  [50, 'fifty|funfzig|cinquante|cincuenta|cinquanta|vijftig'],
  [60, 'sixty|sechzig|soixante|sesenta|sessanta|zestig'],
  [90, 'ninety|neunzig'],
  [100, 'hundred|hundert|cent|cien|cento|honderd|cem|hundra'],
]

/** Numbers written as words, folded. */
export const NUMBER_WORDS = new Map(
  rows.flatMap(([value, list]) => list.split('|').map((word) => [word, value] as const)),
)

/** Words for one are mostly articles: they count only before a unit of measure. */
export const ONLY_BEFORE_UNIT = new Set([
  ...rows.filter(([value]) => value === 1).flatMap(([, list]) => list.split('|')),
  ...'both sex elf once sei tres atta sete cent cem due tre otto quince dos dix'.split(' '),
])

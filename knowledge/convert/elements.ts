const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Elements that never have content. */
export const VOID = names('area base br col embed hr img input link meta param source track wbr')

/** Elements whose content is not text for a reader. */
export const RAW_TEXT = names('script style')

/** An end tag inside one of these never closes an element outside of it. */
export const BOUNDARY = names('table td th caption')

const CELLS = names('td th')
const BLOCKS =
  'address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul'

interface Implied {
  closes: ReadonlySet<string>
  within: ReadonlySet<string>
}

const block: Implied = { closes: names('p'), within: names('table td th caption button object ul ol dl div') }

/** Start tags that end an element left open before them, and how far up it is looked for. */
export const IMPLIED_END: Readonly<Record<string, Implied | undefined>> = {
  ...Object.fromEntries(BLOCKS.split(' ').map((name) => [name, block])),
  li: { closes: names('li'), within: names('ul ol table td th') },
  dt: { closes: names('dt dd'), within: names('dl table td th') },
  dd: { closes: names('dt dd'), within: names('dl table td th') },
  option: { closes: names('option'), within: names('select table') },
  td: { closes: CELLS, within: names('tr table') },
  th: { closes: CELLS, within: names('tr table') },
  tr: { closes: names('tr'), within: names('table') },
  tbody: { closes: names('tbody thead tfoot'), within: names('table') },
  tfoot: { closes: names('tbody thead tfoot'), within: names('table') },
}

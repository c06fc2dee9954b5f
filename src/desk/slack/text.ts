const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** What somebody wrote, as Slack shows it letter by letter: no mention, no link, no command can be made of it. */
export function escape(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>]/g, (char) => ENTITIES[char]!)
}

/** Length of a text once it is escaped. */
function cost(char: string): number {
  return ENTITIES[char]?.length ?? char.length
}

/** How much of a text, in UTF-16 units, may be taken so that its escaped form has at most `limit` characters. */
function reach(text: string, limit: number): number {
  let length = 0
  let sum = 0
  for (const char of text) {
    sum += cost(char)
    if (sum > limit) return length
    length += char.length
  }
  return length
}

/** The text shortened so that its escaped form has at most `limit` characters; what was cut off shows as `…`. */
export function shorten(text: string, limit: number): string {
  const whole = text.toWellFormed()
  if (reach(whole, limit) === whole.length) return whole
  return `${whole.slice(0, reach(whole, limit - 1)).trimEnd()}…`
}

/** Splits a text where it is best split, so that each piece's escaped form has at most `limit` characters. */
export function pieces(text: string, limit: number): string[] {
  const found: string[] = []
  let rest = text.toWellFormed()
  for (;;) {
    const most = reach(rest, limit)
    if (most === rest.length) {
      if (rest.trim() !== '') found.push(rest)
      return found
    }
    const head = rest.slice(0, most)
    const at = ['\n\n', '\n', '. ', ' ']
      .map((mark) => head.lastIndexOf(mark) + mark.length)
      .find((cut) => cut > most / 2)
    const cut = at ?? most
    const piece = rest.slice(0, cut).trimEnd()
    if (piece !== '') found.push(piece)
    rest = rest.slice(cut)
  }
}

/** Our small Markdown (paragraphs, lists, bold, links) in Slack's own markup. Everything else in it is escaped. */
export function toMrkdwn(markdown: string): string {
  return escape(markdown)
    .replaceAll(/\[([^\]\n]+)\]\((https?:\/\/[^\s)|]+)\)/g, '<$2|$1>')
    .replaceAll(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replaceAll(/^(\s*)[-*] /gm, '$1• ')
}

/** A link; only what leads to the web is one, everything else stays text. */
export function link(url: string | undefined, title: string): string {
  const shown = escape(title).replaceAll('|', '¦')
  if (url === undefined || !/^https?:\/\/[^\s<>|]+$/.test(url) || url.length > 1000) return shown
  return `<${escape(url)}|${shown}>`
}

/** A time as everybody sees it in their own zone; the fallback is UTC. */
export function when(at: string | Date, form = '{date_short_pretty} {time}'): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return 'an unknown time'
  const utc = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `<!date^${Math.floor(date.getTime() / 1000)}^${form}|${utc}>`
}

/** `3 h 20 min`, `12 min`, `less than a minute`. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const parts = [
    days > 0 ? `${days} d` : '',
    hours > 0 ? `${hours} h` : '',
    minutes % 60 > 0 && days === 0 ? `${minutes % 60} min` : '',
  ]
  return parts.filter(Boolean).join(' ')
}

/** `1.5 MB`, `340 kB`, `12 bytes`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
